-- look
SELECT jsonb_agg(to_jsonb(o))
FROM (
    SELECT o.tenant, o.topic, o.partition, range_agg(o.ranges) AS ranges, min(o.ts_min) AS ts_min, max(o.ts_max) AS ts_max,
        sum(o.without_lsn) AS without_lsn, sum(o.taken) AS taken, array_agg(o.kind) AS kinds, bool_or(o.nulls) AS nulls,
        bool_or(o.sequences) AS sequences, bool_or(o.spelt) AS spelt, bool_or(o.suspect OR o.kind IS NULL) AS suspect
    FROM (
    SELECT ''::text AS tenant, p.topic, CASE WHEN p.topic IS NOT NULL THEN s."__kafka_partition" END AS partition,
        range_agg(int8range(s."__kafka_offset", s."__kafka_offset", '[]')) FILTER (WHERE p.topic IS NOT NULL AND s."__reject_id" IS NULL) AS ranges,
        min(s."__source_ts_ms") AS ts_min, max(s."__source_ts_ms") AS ts_max, count(*) - count(s."__lsn") AS without_lsn,
        count(*) AS taken, p.kind, bool_or(false) AS nulls, count(s."__seq_val") > 0 AS sequences,
        bool_or(s."__operation" NOT IN ('c', 'u', 'd', 'r', 'x')) AS spelt, bool_or(
            s.id IS NULL OR s."__kafka_partition" < 0 OR s."__kafka_offset" < 0
            OR s."__kafka_offset" = 9223372036854775807 OR octet_length(s."__kafka_topic") > 249
            OR octet_length(s."__lsn") <> 20 OR octet_length(s."__seq_val") <> 20
            OR (coalesce(s."__lsn", '') || coalesce(s."__seq_val", '')) COLLATE "C" ~ '[^0-9a-f]'
        ) AS suspect
    FROM cdc_staging."avansas.stg_Actor_0" AS s CROSS JOIN LATERAL (
        SELECT CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS topic, cdc_management.op_of(s."__operation") || '1' AS kind
    ) AS p WHERE s.ctid = ANY ((SELECT $1)::tid[]) GROUP BY 1, 2, 3, p.kind
    ) AS o GROUP BY 1, 2, 3
) AS o;

-- newest: events that tell all
SELECT coalesce(array_agg(n.__m_place), ARRAY[]::tid[]) FROM (
    SELECT DISTINCT ON (n.__m_key1) n.__m_place FROM (
        SELECT s.*, s.id AS __m_key1, s.ctid AS __m_place, coalesce(s."__operation", 'u') AS __m_op, s."__lsn" AS __m_lsn, s."__seq_val" AS __m_seq,
            CASE WHEN s."__kafka_topic" IS NULL THEN NULL ELSE cdc_management.topic_id(s."__kafka_topic") END AS __m_topic, 0 AS __m_inc, ''::text AS __m_tenant,
            CASE WHEN coalesce(s."__operation", 'u') IN ('d', 'x') THEN '0' WHEN coalesce(s."__operation", 'u') = 'b' THEN 'b' ELSE '1' END AS __m_tells,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at
        FROM cdc_staging."avansas.stg_Actor_0" AS s WHERE s.ctid = ANY ((SELECT $1)::tid[])
    ) AS n WHERE n.__m_tells = '1'
    ORDER BY n.__m_key1, n.__m_lsn COLLATE "C" DESC NULLS LAST,
        CASE WHEN n.__m_lsn IS NULL THEN n."__source_ts_ms" END DESC NULLS LAST, n.__m_op IN ('r', 'x'), n."__source_ts_ms" DESC NULLS LAST, n."__kafka_offset" DESC NULLS LAST,
        n.__m_topic DESC NULLS LAST, n."__kafka_partition" DESC NULLS LAST, n.__m_place
) AS n;

-- newer: events that tell all
MERGE INTO avansas."Actor" AS t
USING (SELECT n.* FROM (
        SELECT s.*, s.id AS __m_key1, s.ctid AS __m_place, coalesce(s."__operation", 'u') AS __m_op, s."__lsn" AS __m_lsn, s."__seq_val" AS __m_seq,
            CASE WHEN s."__kafka_topic" IS NULL THEN NULL ELSE cdc_management.topic_id(s."__kafka_topic") END AS __m_topic, 0 AS __m_inc, ''::text AS __m_tenant,
            CASE WHEN coalesce(s."__operation", 'u') IN ('d', 'x') THEN '0' WHEN coalesce(s."__operation", 'u') = 'b' THEN 'b' ELSE '1' END AS __m_tells,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at
        FROM cdc_staging."avansas.stg_Actor_0" AS s
        JOIN unnest((SELECT $2)::tid[]) AS p (place) ON s.ctid = p.place
) AS n) AS n ON t.id = n.__m_key1
WHEN MATCHED AND cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val")
    THEN UPDATE SET name = n.name, amount = n.amount, ("__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition",
    "__kafka_offset", "__topic", "__incarnation", "__fences") = ROW('now'::timestamptz, n."__source", n."__source_ts_ms", n.__m_op, n.__m_op IN ('d', 'x'), n.__m_lsn, n.__m_seq, n."__kafka_partition",
    n."__kafka_offset", n.__m_topic, nullif(n.__m_inc, 0), NULL)
WHEN NOT MATCHED
    THEN INSERT (id, name, amount, "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition",
    "__kafka_offset", "__topic", "__incarnation", "__fences") VALUES (n.__m_key1, n.name, n.amount, 'now'::timestamptz, n."__source", n."__source_ts_ms", n.__m_op, n.__m_op IN ('d', 'x'), n.__m_lsn, n.__m_seq, n."__kafka_partition",
    n."__kafka_offset", n.__m_topic, nullif(n.__m_inc, 0), NULL);

-- late: events that tell all
MERGE INTO avansas."Actor" AS t
USING (
    SELECT n.*, (
        SELECT array_agg(f.key) FROM jsonb_each_text(t."__fences") AS f
        WHERE f.key = ANY ('{""}'::text[]) AND cdc_management.fence_after(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq), f.value)
    ) AS __m_late
    FROM (
        SELECT s.*, s.id AS __m_key1, s.ctid AS __m_place, coalesce(s."__operation", 'u') AS __m_op, s."__lsn" AS __m_lsn, s."__seq_val" AS __m_seq,
            CASE WHEN s."__kafka_topic" IS NULL THEN NULL ELSE cdc_management.topic_id(s."__kafka_topic") END AS __m_topic, 0 AS __m_inc, ''::text AS __m_tenant,
            CASE WHEN coalesce(s."__operation", 'u') IN ('d', 'x') THEN '0' WHEN coalesce(s."__operation", 'u') = 'b' THEN 'b' ELSE '1' END AS __m_tells,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at
        FROM cdc_staging."avansas.stg_Actor_0" AS s
        JOIN unnest((SELECT $2)::tid[]) AS p (place) ON s.ctid = p.place) AS n JOIN avansas."Actor" AS t ON t.id = n.__m_key1
    WHERE t."__fences" IS NOT NULL AND (n.__m_lsn IS NOT NULL OR t."__lsn" IS NULL OR coalesce(t."__incarnation", 0) <> n.__m_inc) AND (
        SELECT array_agg(f.key) FROM jsonb_each_text(t."__fences") AS f
        WHERE f.key = ANY ('{""}'::text[]) AND cdc_management.fence_after(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq), f.value)
    ) IS NOT NULL
) AS n ON t.id = n.__m_key1
WHEN MATCHED THEN UPDATE SET (name, amount, "__sync_timestamp", "__fences") = ROW(CASE WHEN '' = ANY (n.__m_late) THEN n.name ELSE t.name END, CASE WHEN '' = ANY (n.__m_late) THEN n.amount ELSE t.amount END, 'now'::timestamptz, coalesce(t."__fences", jsonb_build_object())
    || jsonb_object(n.__m_late, array_fill(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq), ARRAY[cardinality(n.__m_late)])));

-- newest: deletes
SELECT coalesce(array_agg(n.__m_place), ARRAY[]::tid[]) FROM (
    SELECT DISTINCT ON (n.__m_key1) n.__m_place FROM (
        SELECT s.*, s.id AS __m_key1, s.ctid AS __m_place, coalesce(s."__operation", 'u') AS __m_op, s."__lsn" AS __m_lsn, s."__seq_val" AS __m_seq,
            CASE WHEN s."__kafka_topic" IS NULL THEN NULL ELSE cdc_management.topic_id(s."__kafka_topic") END AS __m_topic, 0 AS __m_inc, ''::text AS __m_tenant,
            CASE WHEN coalesce(s."__operation", 'u') IN ('d', 'x') THEN '0' WHEN coalesce(s."__operation", 'u') = 'b' THEN 'b' ELSE '1' END AS __m_tells,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at
        FROM cdc_staging."avansas.stg_Actor_0" AS s WHERE s.ctid = ANY ((SELECT $1)::tid[])
    ) AS n WHERE n.__m_tells = '0'
    ORDER BY n.__m_key1, n.__m_lsn COLLATE "C" DESC NULLS LAST,
        CASE WHEN n.__m_lsn IS NULL THEN n."__source_ts_ms" END DESC NULLS LAST, n.__m_op IN ('r', 'x'), n."__source_ts_ms" DESC NULLS LAST, n."__kafka_offset" DESC NULLS LAST,
        n.__m_topic DESC NULLS LAST, n."__kafka_partition" DESC NULLS LAST, n.__m_place
) AS n;

-- newer: deletes
MERGE INTO avansas."Actor" AS t
USING (SELECT n.* FROM (
        SELECT s.*, s.id AS __m_key1, s.ctid AS __m_place, coalesce(s."__operation", 'u') AS __m_op, s."__lsn" AS __m_lsn, s."__seq_val" AS __m_seq,
            CASE WHEN s."__kafka_topic" IS NULL THEN NULL ELSE cdc_management.topic_id(s."__kafka_topic") END AS __m_topic, 0 AS __m_inc, ''::text AS __m_tenant,
            CASE WHEN coalesce(s."__operation", 'u') IN ('d', 'x') THEN '0' WHEN coalesce(s."__operation", 'u') = 'b' THEN 'b' ELSE '1' END AS __m_tells,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at
        FROM cdc_staging."avansas.stg_Actor_0" AS s
        JOIN unnest((SELECT $2)::tid[]) AS p (place) ON s.ctid = p.place
) AS n) AS n ON t.id = n.__m_key1
WHEN MATCHED AND cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val")
    THEN UPDATE SET ("__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition",
    "__kafka_offset", "__topic", "__incarnation", "__fences") = ROW('now'::timestamptz, n."__source", n."__source_ts_ms", n.__m_op, n.__m_op IN ('d', 'x'), n.__m_lsn, n.__m_seq, n."__kafka_partition",
    n."__kafka_offset", n.__m_topic, nullif(n.__m_inc, 0), (jsonb_object('{""}'::text[], array_fill(cdc_management.fence_text(coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val"), ARRAY[1]))
            || coalesce(t."__fences", jsonb_build_object())) - '{}'::text[])
WHEN NOT MATCHED
    THEN INSERT (id, name, amount, "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition",
    "__kafka_offset", "__topic", "__incarnation", "__fences") VALUES (n.__m_key1, NULL, NULL, 'now'::timestamptz, n."__source", n."__source_ts_ms", n.__m_op, n.__m_op IN ('d', 'x'), n.__m_lsn, n.__m_seq, n."__kafka_partition",
    n."__kafka_offset", n.__m_topic, nullif(n.__m_inc, 0), '{"": false}'::jsonb);

-- outcome
SELECT jsonb_agg(to_jsonb(o)) AS parts, sum(o.applied)::bigint AS applied, sum(o.stale)::bigint AS stale, sum(o.keys)::bigint AS keys
FROM (
    SELECT o.tenant, o.topic, o.partition, count(*) AS keys, count(*) FILTER (WHERE o.written) AS applied,
        count(*) FILTER (WHERE NOT o.written AND o.held) AS stale, count(*) FILTER (WHERE o.regressed) AS regressed,
        min(o.off) FILTER (WHERE o.regressed AND o.topic IS NOT NULL) AS regressed_from
    FROM (
        SELECT n.__m_tenant AS tenant, n.__m_at AS topic, CASE WHEN n.__m_at IS NOT NULL THEN n."__kafka_partition" END AS partition, n."__kafka_offset" AS off, coalesce(t."__sync_timestamp" = 'now'::timestamptz, false) AS written,
            t."__deleted" IS NOT NULL AND NOT cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val") AS held,
            n.__m_inc = 0 AND coalesce(t."__incarnation", 0) = 0 AND n.__m_lsn < t."__lsn"
                AND n."__source_ts_ms" > t."__source_ts_ms" AND t."__sync_timestamp" IS DISTINCT FROM 'now'::timestamptz AS regressed
        FROM (
        SELECT s.*, s.id AS __m_key1, s.ctid AS __m_place, coalesce(s."__operation", 'u') AS __m_op, s."__lsn" AS __m_lsn, s."__seq_val" AS __m_seq,
            CASE WHEN s."__kafka_topic" IS NULL THEN NULL ELSE cdc_management.topic_id(s."__kafka_topic") END AS __m_topic, 0 AS __m_inc, ''::text AS __m_tenant,
            CASE WHEN coalesce(s."__operation", 'u') IN ('d', 'x') THEN '0' WHEN coalesce(s."__operation", 'u') = 'b' THEN 'b' ELSE '1' END AS __m_tells,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at
        FROM cdc_staging."avansas.stg_Actor_0" AS s
        JOIN unnest((SELECT $2)::tid[]) AS p (place) ON s.ctid = p.place) AS n LEFT JOIN avansas."Actor" AS t ON t.id = n.__m_key1
    ) AS o
    GROUP BY 1, 2, 3
) AS o;

-- applied
SELECT jsonb_agg(to_jsonb(o)) AS parts, sum(o.keys)::bigint AS applied, 0::bigint AS stale, sum(o.keys)::bigint AS keys
FROM (SELECT n.__m_tenant AS tenant, n.__m_at AS topic, CASE WHEN n.__m_at IS NOT NULL THEN n."__kafka_partition" END AS partition, count(*) AS keys, count(*) AS applied FROM (
        SELECT s.*, s.id AS __m_key1, s.ctid AS __m_place, coalesce(s."__operation", 'u') AS __m_op, s."__lsn" AS __m_lsn, s."__seq_val" AS __m_seq,
            CASE WHEN s."__kafka_topic" IS NULL THEN NULL ELSE cdc_management.topic_id(s."__kafka_topic") END AS __m_topic, 0 AS __m_inc, ''::text AS __m_tenant,
            CASE WHEN coalesce(s."__operation", 'u') IN ('d', 'x') THEN '0' WHEN coalesce(s."__operation", 'u') = 'b' THEN 'b' ELSE '1' END AS __m_tells,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at
        FROM cdc_staging."avansas.stg_Actor_0" AS s
        JOIN unnest((SELECT $2)::tid[]) AS p (place) ON s.ctid = p.place) AS n GROUP BY 1, 2, 3) AS o;

-- set aside
WITH bad AS MATERIALIZED (SELECT s.ctid AS place, CASE WHEN s.id IS NULL THEN 'the key column `id` is NULL'
        WHEN cdc_management.op_of(s."__operation") IS NULL THEN 'unknown __operation'
        WHEN s."__lsn" !~* '^(0x)?([0-9a-f]{20}|[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4})$' THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN s."__kafka_offset" < 0 OR s."__kafka_partition" < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN s."__kafka_offset" = 9223372036854775807 OR octet_length(s."__kafka_topic") > 249
            THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END AS reason, false AS copy FROM cdc_staging."avansas.stg_Actor_0" AS s WHERE s.ctid = ANY ((SELECT $1)::tid[]) AND (CASE WHEN s.id IS NULL THEN 'the key column `id` is NULL'
        WHEN cdc_management.op_of(s."__operation") IS NULL THEN 'unknown __operation'
        WHEN s."__lsn" !~* '^(0x)?([0-9a-f]{20}|[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4})$' THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN s."__kafka_offset" < 0 OR s."__kafka_partition" < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN s."__kafka_offset" = 9223372036854775807 OR octet_length(s."__kafka_topic") > 249
            THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END) IS NOT NULL), s AS (
    DELETE FROM cdc_staging."avansas.stg_Actor_0" AS s USING bad AS b WHERE s.ctid = b.place RETURNING s.*, b.reason AS __m_reason, b.copy AS __m_copy
), kept AS (
    INSERT INTO cdc_management.merge_rejects
        (schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id)
    SELECT 'avansas', 'Actor', s.__m_reason, (
        SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each_text(to_jsonb(s.*)) AS e
        WHERE e.key <> ALL (ARRAY['__m_reason', '__m_copy', '__slot', '__staged_at', '__reject_id'])
    ), s."__kafka_topic", s."__kafka_partition", s."__kafka_offset", CASE WHEN s."__reject_id" > 0 THEN s."__reject_id" END
    FROM s WHERE NOT s.__m_copy
)
SELECT coalesce(jsonb_agg(to_jsonb(o)), '[]') AS parts
FROM (
    SELECT ''::text AS tenant, p.topic, CASE WHEN p.topic IS NOT NULL THEN s."__kafka_partition" END AS partition,
        range_agg(int8range(s."__kafka_offset", s."__kafka_offset", '[]')) FILTER (WHERE p.topic IS NOT NULL AND s."__reject_id" IS NULL) AS ranges,
        min(s."__source_ts_ms") AS ts_min, max(s."__source_ts_ms") AS ts_max, count(*) - count(s."__lsn") AS without_lsn,
        count(*) AS taken, count(*) FILTER (WHERE NOT s.__m_copy) AS rejected
    FROM s CROSS JOIN LATERAL (SELECT CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS topic) AS p GROUP BY 1, 2, 3
) AS o;
