-- look
WITH words AS MATERIALIZED (
    SELECT w.*, CASE cdc_management.op_of(w.op) WHEN 'd' THEN 'd' WHEN 'b' THEN 'b' ELSE '1' || w.large END AS tells,
        w.odd OR cdc_management.op_of(w.op) IS NULL OR octet_length(w.topic) > 249 OR w.part < 0 OR w.low < 0 OR w.high = 9223372036854775807 AS suspect,
        w.op NOT IN ('c', 'u', 'd', 'r') AS spelt
    FROM (
        SELECT ''::text AS tenant, s."__kafka_topic" COLLATE "C" AS topic, s."__kafka_partition" AS part, s."__kafka_offset" >> 6 AS word,
            s."__operation" AS op, '' AS large, count(*) AS rows, bit_or(1::bigint << 63 - (s."__kafka_offset" & 63)::integer) AS bits,
            min(s."__kafka_offset") AS low, max(s."__kafka_offset") AS high, min(s."__source_ts_ms") AS ts_min, max(s."__source_ts_ms") AS ts_max,
            count(*) - count(s."__lsn") AS without_lsn, count(s."__seq_val") AS sequences, bool_or(false) AS nulls, bool_or(
                s.id IS NULL OR octet_length(s."__lsn") <> 20 OR octet_length(s."__seq_val") <> 20
                OR ltrim(s."__lsn", '0123456789abcdef') <> '' OR ltrim(s."__seq_val", '0123456789abcdef') <> ''
            ) AS odd
        FROM cdc_staging."avansas.stg_Actor_0" AS s WHERE s.ctid = ANY ($1)
        GROUP BY 1, 2, 3, 4, 5, 6
    ) AS w
), parts AS (
    SELECT w.tenant, w.topic, w.part, sum(w.rows)::bigint AS taken, min(w.low) AS low, max(w.high) AS high, min(w.ts_min) AS ts_min,
        max(w.ts_max) AS ts_max, sum(w.without_lsn)::bigint AS without_lsn, sum(bit_count(w.bits::bit(64))) <= max(w.high)::numeric - min(w.low) AS holed
    FROM (
        -- NULL all three where one is: the place in Kafka is not known
        SELECT w.tenant, CASE WHEN w.word IS NOT NULL AND w.part IS NOT NULL THEN w.topic END AS topic,
            CASE WHEN w.word IS NOT NULL AND w.topic IS NOT NULL THEN w.part END AS part, w.word, bit_or(w.bits) AS bits, sum(w.rows) AS rows,
            min(w.low) AS low, max(w.high) AS high, min(w.ts_min) AS ts_min, max(w.ts_max) AS ts_max, sum(w.without_lsn) AS without_lsn
        FROM words AS w GROUP BY 1, 2, 3, 4
    ) AS w
    GROUP BY 1, 2, 3
)
SELECT jsonb_agg(jsonb_build_object(
        'tenant', p.tenant, 'topic', p.topic, 'partition', p.part, 'min_offset', CASE WHEN p.topic IS NOT NULL THEN p.low END,
        'max_offset', CASE WHEN p.topic IS NOT NULL THEN p.high END, 'ranges', CASE WHEN p.topic IS NOT NULL AND p.holed AND p.low >= 0 AND p.high < 9223372036854775807 THEN (
            SELECT range_agg(cdc_management.word_ranges(w.word, w.bits))::text FROM words AS w
            WHERE (w.tenant, w.topic, w.part) = (p.tenant, p.topic, p.part)
        ) END, 'ts_min', p.ts_min, 'ts_max', p.ts_max, 'without_lsn', p.without_lsn, 'taken', p.taken
    )) AS parts,
    sum(p.taken)::bigint AS taken, sum(p.without_lsn)::bigint AS without_lsn, count(*) > 1 OR count(p.topic) < count(*) AS several,
    w.* FROM parts AS p CROSS JOIN (
        SELECT bool_or(w.suspect) AS suspect, bool_or(w.spelt) AS spelt, bool_or(w.nulls) AS nulls, sum(w.sequences) > 0 AS sequences,
            bool_or(w.tells = 'b') AS befores, array_agg(DISTINCT w.tells ORDER BY w.tells DESC) FILTER (WHERE w.tells <> 'b') AS tells
        FROM words AS w
    ) AS w GROUP BY w.suspect, w.spelt, w.nulls, w.sequences, w.befores, w.tells;

-- merge of events that tell all
MERGE INTO avansas."Actor" AS t
USING (
    SELECT n.*, CASE WHEN z.key IS NOT NULL THEN cdc_management.fence_text(z.source_incarnation, z.lsn, z.source_ts_ms, true, z.topic, z.kafka_partition, z.kafka_offset, z.seq_val) END AS __m_buried,
        z.key IS NULL OR cdc_management.fence_after(n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op <> 'r', n.__m_topic, n.__m_part, n.__m_off, n.__m_seq, z.source_incarnation, z.lsn, z.source_ts_ms, true, z.topic, z.kafka_partition, z.kafka_offset, z.seq_val) AS __m_alive
    FROM (
        SELECT DISTINCT ON (n.id) n.id, n.name, n.amount, n.__m_source, n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op, n.__m_topic, n.__m_part, n.__m_off, n.__m_seq FROM (
        SELECT s.id, s.name, s.amount, s.ctid AS __m_place, coalesce(s."__operation", 'u') AS __m_op, s."__lsn" AS __m_lsn, s."__seq_val" AS __m_seq, s."__source_ts_ms" AS __m_ts,
            hashtext(s."__kafka_topic") AS __m_topic, s."__kafka_partition" AS __m_part, s."__kafka_offset" AS __m_off,
            s."__source" AS __m_source, s."__lsn" IS NULL AS __m_bare, s."__reject_id" IS NOT NULL AS __m_replayed, 0 AS __m_inc, CASE coalesce(s."__operation", 'u') WHEN 'd' THEN 'd' WHEN 'b' THEN 'b' ELSE '1' || '' END AS __m_tells, ''::text AS __m_tenant,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0 AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at, CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0 AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_partition" END AS __m_spot
        FROM cdc_staging."avansas.stg_Actor_0" AS s WHERE s.ctid = ANY ($1)
        ) AS n
        WHERE n.__m_tells = '1' ORDER BY n.id, n.__m_lsn COLLATE "C" DESC NULLS LAST, CASE WHEN n.__m_lsn IS NULL THEN n.__m_ts END DESC NULLS LAST, n.__m_op = 'r', n.__m_ts DESC NULLS LAST, n.__m_off DESC NULLS LAST, CASE WHEN n.__m_off IS NULL AND n.__m_seq IS NULL THEN n.__m_place END DESC NULLS LAST, n.__m_topic DESC NULLS LAST, n.__m_part DESC NULLS LAST, n.__m_place
    ) AS n
    LEFT JOIN cdc_management.merge_tombstones AS z ON z.schema_name = 'avansas' AND z.table_name = 'Actor' AND z.key = jsonb_build_array(n.id::text)::text
) AS n ON t.id = n.id
WHEN MATCHED AND cdc_management.fence_after(n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op <> 'r', n.__m_topic, n.__m_part, n.__m_off, n.__m_seq, coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", t."__operation" IS DISTINCT FROM 'r', t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val")
    THEN UPDATE SET name = n.name, amount = n.amount, ("__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences") = ROW('now'::timestamptz, n.__m_source, n.__m_ts, n.__m_op, n.__m_op = 'd', n.__m_lsn, n.__m_seq, n.__m_part, n.__m_off, n.__m_topic, nullif(n.__m_inc, 0), NULL)
WHEN MATCHED AND t."__fences" IS NOT NULL AND (n.__m_lsn IS NOT NULL OR t."__lsn" IS NULL OR coalesce(t."__incarnation", 0) <> n.__m_inc) AND (
        SELECT array_agg(f.key) FROM jsonb_each_text(t."__fences") AS f
        WHERE f.key = ANY ('{""}'::text[]) AND cdc_management.fence_after(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op <> 'r', n.__m_topic, n.__m_part, n.__m_off, n.__m_seq), f.value)
    ) IS NOT NULL
    THEN UPDATE SET (name, amount, "__sync_timestamp", "__fences") = (
        SELECT CASE WHEN '' = ANY (f.late) THEN n.name ELSE t.name END, CASE WHEN '' = ANY (f.late) THEN n.amount ELSE t.amount END, 'now'::timestamptz, t."__fences" || jsonb_object(f.late, array_fill(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op <> 'r', n.__m_topic, n.__m_part, n.__m_off, n.__m_seq), ARRAY[cardinality(f.late)]))
        FROM (SELECT (
        SELECT array_agg(f.key) FROM jsonb_each_text(t."__fences") AS f
        WHERE f.key = ANY ('{""}'::text[]) AND cdc_management.fence_after(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op <> 'r', n.__m_topic, n.__m_part, n.__m_off, n.__m_seq), f.value)
    ) AS late OFFSET 0) AS f
    )
WHEN NOT MATCHED AND n.__m_alive
    THEN INSERT (id, name, amount, "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences") VALUES (n.id, n.name, n.amount, 'now'::timestamptz, n.__m_source, n.__m_ts, n.__m_op, n.__m_op = 'd', n.__m_lsn, n.__m_seq, n.__m_part, n.__m_off, n.__m_topic, nullif(n.__m_inc, 0), NULL);

-- merge of deletes
MERGE INTO avansas."Actor" AS t
USING (
    SELECT n.*, CASE WHEN z.key IS NOT NULL THEN cdc_management.fence_text(z.source_incarnation, z.lsn, z.source_ts_ms, true, z.topic, z.kafka_partition, z.kafka_offset, z.seq_val) END AS __m_buried,
        z.key IS NULL OR cdc_management.fence_after(n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op <> 'r', n.__m_topic, n.__m_part, n.__m_off, n.__m_seq, z.source_incarnation, z.lsn, z.source_ts_ms, true, z.topic, z.kafka_partition, z.kafka_offset, z.seq_val) AS __m_alive
    FROM (
        SELECT DISTINCT ON (n.id) n.id, n.name, n.amount, n.__m_source, n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op, n.__m_topic, n.__m_part, n.__m_off, n.__m_seq FROM (
        SELECT s.id, s.name, s.amount, s.ctid AS __m_place, coalesce(s."__operation", 'u') AS __m_op, s."__lsn" AS __m_lsn, s."__seq_val" AS __m_seq, s."__source_ts_ms" AS __m_ts,
            hashtext(s."__kafka_topic") AS __m_topic, s."__kafka_partition" AS __m_part, s."__kafka_offset" AS __m_off,
            s."__source" AS __m_source, s."__lsn" IS NULL AS __m_bare, s."__reject_id" IS NOT NULL AS __m_replayed, 0 AS __m_inc, CASE coalesce(s."__operation", 'u') WHEN 'd' THEN 'd' WHEN 'b' THEN 'b' ELSE '1' || '' END AS __m_tells, ''::text AS __m_tenant,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0 AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at, CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0 AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_partition" END AS __m_spot
        FROM cdc_staging."avansas.stg_Actor_0" AS s WHERE s.ctid = ANY ($1)
        ) AS n
        WHERE n.__m_op = 'd' ORDER BY n.id, n.__m_lsn COLLATE "C" DESC NULLS LAST, CASE WHEN n.__m_lsn IS NULL THEN n.__m_ts END DESC NULLS LAST, n.__m_op = 'r', n.__m_ts DESC NULLS LAST, n.__m_off DESC NULLS LAST, CASE WHEN n.__m_off IS NULL AND n.__m_seq IS NULL THEN n.__m_place END DESC NULLS LAST, n.__m_topic DESC NULLS LAST, n.__m_part DESC NULLS LAST, n.__m_place
    ) AS n
    LEFT JOIN cdc_management.merge_tombstones AS z ON z.schema_name = 'avansas' AND z.table_name = 'Actor' AND z.key = jsonb_build_array(n.id::text)::text
) AS n ON t.id = n.id
WHEN MATCHED AND cdc_management.fence_after(n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op <> 'r', n.__m_topic, n.__m_part, n.__m_off, n.__m_seq, coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", t."__operation" IS DISTINCT FROM 'r', t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val")
    THEN DELETE;

-- bury
INSERT INTO cdc_management.merge_tombstones AS z (
    schema_name, table_name, key, source_incarnation, lsn, source_ts_ms, seq_val, topic, kafka_partition, kafka_offset, deleted_at
)
SELECT 'avansas', 'Actor', jsonb_build_array(n.id::text)::text, n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_seq, n.__m_topic, n.__m_part, n.__m_off, 'now'::timestamptz
FROM (SELECT DISTINCT ON (n.id) n.id, n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op, n.__m_topic, n.__m_part, n.__m_off, n.__m_seq FROM (
        SELECT s.id, s.name, s.amount, s.ctid AS __m_place, coalesce(s."__operation", 'u') AS __m_op, s."__lsn" AS __m_lsn, s."__seq_val" AS __m_seq, s."__source_ts_ms" AS __m_ts,
            hashtext(s."__kafka_topic") AS __m_topic, s."__kafka_partition" AS __m_part, s."__kafka_offset" AS __m_off,
            s."__source" AS __m_source, s."__lsn" IS NULL AS __m_bare, s."__reject_id" IS NOT NULL AS __m_replayed, 0 AS __m_inc, CASE coalesce(s."__operation", 'u') WHEN 'd' THEN 'd' WHEN 'b' THEN 'b' ELSE '1' || '' END AS __m_tells, ''::text AS __m_tenant,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0 AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at, CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0 AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_partition" END AS __m_spot
        FROM cdc_staging."avansas.stg_Actor_0" AS s WHERE s.ctid = ANY ($1)
) AS n WHERE n.__m_op = 'd' ORDER BY n.id, n.__m_lsn COLLATE "C" DESC NULLS LAST, CASE WHEN n.__m_lsn IS NULL THEN n.__m_ts END DESC NULLS LAST, n.__m_op = 'r', n.__m_ts DESC NULLS LAST, n.__m_off DESC NULLS LAST, CASE WHEN n.__m_off IS NULL AND n.__m_seq IS NULL THEN n.__m_place END DESC NULLS LAST, n.__m_topic DESC NULLS LAST, n.__m_part DESC NULLS LAST, n.__m_place) AS n
WHERE NOT EXISTS (SELECT FROM avansas."Actor" AS t WHERE t.id = n.id)
ON CONFLICT (schema_name, table_name, key) DO UPDATE
SET source_incarnation = excluded.source_incarnation, lsn = excluded.lsn, source_ts_ms = excluded.source_ts_ms, seq_val = excluded.seq_val,
    topic = excluded.topic, kafka_partition = excluded.kafka_partition, kafka_offset = excluded.kafka_offset, deleted_at = excluded.deleted_at
WHERE cdc_management.fence_after(
    excluded.source_incarnation, excluded.lsn, excluded.source_ts_ms, true, excluded.topic, excluded.kafka_partition,
    excluded.kafka_offset, excluded.seq_val, z.source_incarnation, z.lsn, z.source_ts_ms, true, z.topic, z.kafka_partition, z.kafka_offset, z.seq_val
);

-- keys
SELECT jsonb_agg(jsonb_build_object('tenant', k.tenant, 'topic', k.topic, 'partition', k.partition, 'applied', k.keys, 'stale', 0, 'keys', k.keys)) AS parts,
    sum(k.keys)::bigint AS applied, 0::bigint AS stale, sum(k.keys)::bigint AS keys
FROM (
    SELECT k.__m_tenant AS tenant, k.__m_at AS topic, k.__m_spot AS partition, count(*) AS keys
    FROM (SELECT DISTINCT n.__m_tenant, n.__m_at, n.__m_spot, n.id FROM (
        SELECT s.id, s.name, s.amount, s.ctid AS __m_place, coalesce(s."__operation", 'u') AS __m_op, s."__lsn" AS __m_lsn, s."__seq_val" AS __m_seq, s."__source_ts_ms" AS __m_ts,
            hashtext(s."__kafka_topic") AS __m_topic, s."__kafka_partition" AS __m_part, s."__kafka_offset" AS __m_off,
            s."__source" AS __m_source, s."__lsn" IS NULL AS __m_bare, s."__reject_id" IS NOT NULL AS __m_replayed, 0 AS __m_inc, CASE coalesce(s."__operation", 'u') WHEN 'd' THEN 'd' WHEN 'b' THEN 'b' ELSE '1' || '' END AS __m_tells, ''::text AS __m_tenant,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0 AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at, CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0 AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_partition" END AS __m_spot
        FROM cdc_staging."avansas.stg_Actor_0" AS s WHERE s.ctid = ANY ($1)
    ) AS n WHERE n.__m_op <> 'b') AS k
    GROUP BY 1, 2, 3
) AS k;

-- outcome
SELECT jsonb_agg(to_jsonb(o)) AS parts, sum(o.applied)::bigint AS applied, sum(o.stale)::bigint AS stale, sum(o.keys)::bigint AS keys
FROM (
    SELECT o.tenant, o.topic, o.partition, count(*) AS keys, count(*) FILTER (WHERE o.written) AS applied,
        count(*) FILTER (WHERE NOT o.written AND o.held) AS stale, count(*) FILTER (WHERE o.regressed) AS regressed,
        min(o.off) FILTER (WHERE o.regressed AND o.topic IS NOT NULL) AS regressed_from
    FROM (
        SELECT n.__m_tenant AS tenant, n.__m_at AS topic, n.__m_spot AS partition, n.__m_off AS off,
            coalesce((t."__sync_timestamp" = 'now'::timestamptz OR t.ctid IS NULL AND z.deleted_at = 'now'::timestamptz), false) AS written, CASE WHEN t.ctid IS NULL THEN z.key IS NOT NULL AND NOT cdc_management.fence_after(n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op <> 'r', n.__m_topic, n.__m_part, n.__m_off, n.__m_seq, z.source_incarnation, z.lsn, z.source_ts_ms, true, z.topic, z.kafka_partition, z.kafka_offset, z.seq_val) ELSE t.ctid IS NOT NULL AND NOT cdc_management.fence_after(n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op <> 'r', n.__m_topic, n.__m_part, n.__m_off, n.__m_seq, coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", t."__operation" IS DISTINCT FROM 'r', t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val") END AS held,
            n.__m_inc = 0 AND CASE WHEN t.ctid IS NULL THEN z.source_incarnation = 0 AND n.__m_lsn < z.lsn AND n.__m_ts > z.source_ts_ms ELSE coalesce(t."__incarnation", 0) = 0 AND n.__m_lsn < t."__lsn" AND n.__m_ts > t."__source_ts_ms" END AND NOT coalesce((t."__sync_timestamp" = 'now'::timestamptz OR t.ctid IS NULL AND z.deleted_at = 'now'::timestamptz), false) AS regressed
        FROM (SELECT DISTINCT ON (n.id) n.id, n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op, n.__m_topic, n.__m_part, n.__m_off, n.__m_seq, n.__m_tenant, n.__m_at, n.__m_spot FROM (
        SELECT s.id, s.name, s.amount, s.ctid AS __m_place, coalesce(s."__operation", 'u') AS __m_op, s."__lsn" AS __m_lsn, s."__seq_val" AS __m_seq, s."__source_ts_ms" AS __m_ts,
            hashtext(s."__kafka_topic") AS __m_topic, s."__kafka_partition" AS __m_part, s."__kafka_offset" AS __m_off,
            s."__source" AS __m_source, s."__lsn" IS NULL AS __m_bare, s."__reject_id" IS NOT NULL AS __m_replayed, 0 AS __m_inc, CASE coalesce(s."__operation", 'u') WHEN 'd' THEN 'd' WHEN 'b' THEN 'b' ELSE '1' || '' END AS __m_tells, ''::text AS __m_tenant,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0 AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at, CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0 AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_partition" END AS __m_spot
        FROM cdc_staging."avansas.stg_Actor_0" AS s WHERE s.ctid = ANY ($1)
        ) AS n WHERE n.__m_op <> 'b' ORDER BY n.id, n.__m_lsn COLLATE "C" DESC NULLS LAST, CASE WHEN n.__m_lsn IS NULL THEN n.__m_ts END DESC NULLS LAST, n.__m_op = 'r', n.__m_ts DESC NULLS LAST, n.__m_off DESC NULLS LAST, CASE WHEN n.__m_off IS NULL AND n.__m_seq IS NULL THEN n.__m_place END DESC NULLS LAST, n.__m_topic DESC NULLS LAST, n.__m_part DESC NULLS LAST, n.__m_place) AS n
        LEFT JOIN avansas."Actor" AS t ON t.id = n.id
    LEFT JOIN cdc_management.merge_tombstones AS z ON z.schema_name = 'avansas' AND z.table_name = 'Actor' AND z.key = jsonb_build_array(n.id::text)::text
    ) AS o
    GROUP BY 1, 2, 3
) AS o;

-- set aside
WITH bad AS MATERIALIZED (SELECT s.ctid AS place, CASE
        WHEN s.id IS NULL THEN 'the key column «id» is NULL'
        WHEN cdc_management.op_of(s."__operation") IS NULL THEN 'unknown __operation'
        WHEN s."__lsn" !~* '^(0x)?([0-9a-f]{20}|[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4})$'
            THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN s."__kafka_offset" < 0 OR s."__kafka_partition" < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN s."__kafka_offset" = 9223372036854775807 OR octet_length(s."__kafka_topic") > 249
            THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END AS reason, false AS copy FROM cdc_staging."avansas.stg_Actor_0" AS s WHERE s.ctid = ANY ($1) AND (CASE
        WHEN s.id IS NULL THEN 'the key column «id» is NULL'
        WHEN cdc_management.op_of(s."__operation") IS NULL THEN 'unknown __operation'
        WHEN s."__lsn" !~* '^(0x)?([0-9a-f]{20}|[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4})$'
            THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN s."__kafka_offset" < 0 OR s."__kafka_partition" < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN s."__kafka_offset" = 9223372036854775807 OR octet_length(s."__kafka_topic") > 249
            THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END) IS NOT NULL), s AS (
    DELETE FROM cdc_staging."avansas.stg_Actor_0" AS s USING bad AS b WHERE s.ctid = b.place RETURNING s.*, b.reason AS __m_reason, b.copy AS __m_copy
), kept AS (
    INSERT INTO cdc_management.merge_rejects (schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id)
    SELECT 'avansas', 'Actor', s.__m_reason, (
        SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each_text(to_jsonb(s.*)) AS e
        WHERE e.key <> ALL (ARRAY['__m_reason', '__m_copy', '__slot', '__staged_at', '__reject_id'])
    ), s."__kafka_topic", s."__kafka_partition", s."__kafka_offset", s."__reject_id"
    FROM s WHERE NOT s.__m_copy
)
SELECT jsonb_agg(to_jsonb(o)) AS parts, coalesce(sum(o.taken), 0)::bigint AS taken
FROM (
    SELECT ''::text AS tenant, p.topic, CASE WHEN p.topic IS NOT NULL THEN s."__kafka_partition" END AS partition,
        min(s."__kafka_offset") FILTER (WHERE p.topic IS NOT NULL) AS min_offset, max(s."__kafka_offset") FILTER (WHERE p.topic IS NOT NULL) AS max_offset,
        range_agg(int8range(s."__kafka_offset", s."__kafka_offset", '[]')) FILTER (WHERE p.topic IS NOT NULL)::text AS ranges,
        min(s."__source_ts_ms") AS ts_min, max(s."__source_ts_ms") AS ts_max, count(*) - count(s."__lsn") AS without_lsn,
        count(*) AS taken, count(*) FILTER (WHERE NOT s.__m_copy) AS rejected, count(*) FILTER (WHERE s.__m_copy) AS superseded
    FROM s CROSS JOIN LATERAL (SELECT CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0 AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS topic) AS p
    GROUP BY 1, 2, 3
) AS o;
