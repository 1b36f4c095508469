-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.SoknadVedlegg of AdOpusTest, service adopus
-- target: SoknadVedlegg in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 84602ce405f7e758a0f4d5ee436f1763e2ada5eeb01de633f34a9a0dfabda680

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_soknadvedlegg"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET standard_conforming_strings = on
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
SET intervalstyle = 'postgres'
SET bytea_output = 'hex'
SET extra_float_digits = 1
SET work_mem = '64MB'
SET random_page_cost = 1.1
SET jit = off
SET enable_sort = off
SET enable_nestloop = on
SET enable_hashjoin = on
SET enable_mergejoin = on
SET enable_indexscan = on
SET synchronize_seqscans = off
SET plan_cache_mode = force_custom_plan
AS $cdc$
#variable_conflict use_variable
-- Every statement of a batch's merge is one statement: they share its snapshot, so that what is applied, counted,
-- accounted for and deleted is the same set of rows, whatever commits meanwhile.
DECLARE
    c_target CONSTANT regclass := cdc_management.relation_of(NULL::{{SCHEMA}}."SoknadVedlegg");
    c_refused CONSTANT integer := 1000;  -- rows that one call finds out by trying
    c_staging CONSTANT regclass := cdc_management.relation_of(NULL::{{SCHEMA}}."stg_SoknadVedlegg");
    v_schema text;
    v_table text := 'SoknadVedlegg';
    v_incarnation integer;
    v_unavailable text;
    v_unavailable_bytes bytea;
    v_started timestamptz := clock_timestamp();
    v_now timestamptz;
    v_leaf record;
    v_slot bigint;
    v_pages bigint;
    v_end tid;
    v_lo tid;
    v_hi tid;
    v_todo tid[];
    v_careful boolean;
    v_result record;
    v_single record;
    v_state text;
    v_message text;
    v_replayed bigint[];
    v_pieces jsonb[];
    v_rows bigint;
    v_refused integer := 0;
    v_total bigint[] := array_fill(0::bigint, ARRAY[8]);
    v_step bigint;
    v_few bigint;
BEGIN
    PERFORM cdc_management.require_read_committed();
    IF p_batch_size IS NULL OR p_batch_size < 1 THEN
        RAISE EXCEPTION 'p_batch_size must be at least 1' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF NOT cdc_management.lock_merge(c_target, p_wait_seconds) THEN
        RAISE EXCEPTION 'another merge of % is running', c_target USING ERRCODE = 'lock_not_available';
    END IF;
    SELECT n.nspname INTO STRICT v_schema
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = c_target;
    SELECT m.source_incarnation, m.unavailable_value, convert_to(m.unavailable_value, 'UTF8')
    INTO STRICT v_incarnation, v_unavailable, v_unavailable_bytes
    FROM cdc_management.merge_control AS m WHERE m.schema_name = v_schema AND m.table_name = v_table FOR UPDATE;
    PERFORM cdc_management.check_staging_epoch();
    SELECT array_agg(r.id) INTO v_replayed FROM cdc_management.merge_rejects AS r
    WHERE r.schema_name = v_schema AND r.table_name = v_table AND r.replayed_at IS NOT NULL AND r.merged_at IS NULL;
    PERFORM cdc_management.rotate_staging(v_schema, v_table, c_staging);

    FOR v_leaf IN
        SELECT l.slot, l.leaf FROM cdc_management.staging_leaves(c_staging) AS l WHERE l.pages > 0 ORDER BY l.slot
    LOOP
        v_slot := v_leaf.slot;
        v_pages := pg_relation_size(v_leaf.leaf) / current_setting('block_size')::bigint;
        v_end := format('(%s,0)', v_pages)::tid;
        v_lo := '(0,0)';
        v_step := NULL;
        IF v_pages > 256 THEN
            -- So many pages hold about p_batch_size rows (finding the exact row would be a pass over the batch).
            SELECT least(greatest(33 * p_batch_size::bigint / greatest(count(*), 1), 1), 12000) INTO v_few FROM {{SCHEMA}}."stg_SoknadVedlegg" AS s
            WHERE s."__slot" = v_slot AND s.ctid < '(32,0)';
            v_step := v_few;
            v_step := ceil(v_pages / greatest(round(v_pages::numeric / v_step), 1));  -- no small batch at the end
        END IF;
        WHILE v_lo < v_end LOOP
            -- The batch: the next rows in the order they lie, up to a position that no later row can shift.
            IF v_step IS NULL THEN
                SELECT s.ctid INTO v_hi FROM {{SCHEMA}}."stg_SoknadVedlegg" AS s
                WHERE s."__slot" = v_slot AND s.ctid >= v_lo AND s.ctid < v_end
                OFFSET p_batch_size LIMIT 1;
            ELSE
                v_hi := format('(%s,0)', least((v_lo::text::point)[0]::bigint + v_step, v_pages))::tid;
            END IF;
            v_todo := ARRAY[v_lo, coalesce(v_hi, v_end)];
            v_lo := coalesce(v_hi, v_end);
            v_careful := false;
            PERFORM set_config('plan_cache_mode', 'force_custom_plan', true);
            -- v_todo holds borders: the range between the first two is next; a range that fails is checked row by
            -- row in one statement, and cut in two where that is not enough.
            WHILE cardinality(v_todo) > 1 LOOP
                BEGIN
                    v_now := greatest(clock_timestamp(), v_now + interval '1 microsecond');
                    IF v_careful THEN
                        WITH n AS (
        SELECT n.*, CASE
        WHEN v_careful AND NOT ((char_length(s."Filnavn") <= 260 OR char_length(rtrim(s."Filnavn", ' ')) <= 260)) AND n.op <> 'd'
            THEN 'the value of «Filnavn» does not fit varchar(260)'
        WHEN v_careful AND NOT ((char_length(s."MimeType") <= 100 OR char_length(rtrim(s."MimeType", ' ')) <= 100)) AND n.op <> 'd'
            THEN 'the value of «MimeType» does not fit varchar(100)'
        WHEN v_careful AND NOT ((char_length(s."LastetOppAv") <= 50 OR char_length(rtrim(s."LastetOppAv", ' ')) <= 50)) AND n.op <> 'd'
            THEN 'the value of «LastetOppAv» does not fit varchar(50)'
        WHEN n.key_1 IS NULL THEN 'the key column «SoknadId» is NULL'
        WHEN n.key_2 IS NULL THEN 'the key column «Nr» is NULL'
        WHEN n.op IS NULL THEN 'unknown __operation'
        WHEN n.raw_lsn IS NOT NULL AND n.lsn IS NULL THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN n.off < 0 OR n.part < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN n.off = 9223372036854775807 OR octet_length(n.topic) > 249 THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END AS reason
        FROM (
            SELECT s.ctid AS sctid,
                s."SoknadId" AS key_1,
                s."Nr" AS key_2,
                CASE
                    WHEN s."__operation" IN ('u', 'c', 'd', 'r') THEN s."__operation"
                    WHEN s."__operation" IS NULL THEN 'u'
                    ELSE CASE upper(s."__operation")
                        WHEN 'C' THEN 'c' WHEN 'INSERT' THEN 'c' WHEN 'U' THEN 'u' WHEN 'UPDATE' THEN 'u'
                        WHEN 'D' THEN 'd' WHEN 'DELETE' THEN 'd' WHEN 'R' THEN 'r' WHEN 'READ' THEN 'r'
                    END
                END AS op,
                s."__lsn" AS raw_lsn, CASE
                    WHEN s."__lsn" ~ '^[0-9a-f]{20}$' THEN s."__lsn"
                    WHEN s."__lsn" ~* '^(0x)?([0-9a-f]{20}|[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4})$'
                        THEN lower(replace(regexp_replace(s."__lsn", '^0[xX]', ''), ':', ''))
                END COLLATE "C" AS lsn, s."__source_ts_ms" AS ts,
                CASE
                    WHEN octet_length(s."__seq_val") = 20 THEN lower(s."__seq_val" COLLATE "C")
                    ELSE lower(replace(regexp_replace(s."__seq_val", '^0[xX]', ''), ':', ''))
                END COLLATE "C" AS seq,
                s."__kafka_topic" COLLATE "C" AS topic, hashtext(s."__kafka_topic") AS thash, s."__kafka_partition" AS part, s."__kafka_offset" AS off,
                (s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND coalesce(s."__kafka_partition", -1) >= 0 AND coalesce(s."__kafka_offset", -1) BETWEEN 0 AND 9223372036854775806) AS positioned, ''::text AS tenant, CASE WHEN v_incarnation = 0 THEN 0 ELSE coalesce((
        SELECT min(b.source_incarnation) FROM cdc_management.source_borders AS b
        WHERE b.schema_name = v_schema AND b.table_name = v_table AND b.kafka_topic = s."__kafka_topic"
            AND b.kafka_partition = s."__kafka_partition" AND b.upto_offset >= s."__kafka_offset"
            AND b.topic_incarnation = coalesce((
                SELECT i.incarnation FROM cdc_management.topic_incarnations AS i WHERE i.kafka_topic = s."__kafka_topic"
            ), 0)
    ), v_incarnation) END AS inc,
    NOT (s."Innhold" IS DISTINCT FROM v_unavailable_bytes) OR NOT (s."Tekst"::text IS DISTINCT FROM v_unavailable) AS partial
            FROM {{SCHEMA}}."stg_SoknadVedlegg" AS s
            WHERE s."__slot" = v_slot AND s.ctid >= v_todo[1] AND s.ctid < v_todo[2]
            OFFSET 0
        ) AS n
        JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = n.sctid AND s."__slot" = v_slot
        OFFSET 0
    ), r AS (
        SELECT n.*, bool_or(n.lsn IS NOT NULL AND n.reason IS NULL) OVER (PARTITION BY n.key_1, n.key_2, n.inc) AS any_lsn
        FROM (
            -- within a partition the later offset wins: there, __seq_val must not fall
            SELECT n.*, max(n.seq) FILTER (WHERE n.reason IS NULL) OVER (
                PARTITION BY n.key_1, n.key_2, n.inc, n.lsn, n.ts, n.op = 'r', n.thash, n.part ORDER BY n.off NULLS FIRST
            ) AS risen FROM n
        ) AS n
    ), m AS (
        SELECT r.*, t.ctid AS tctid, t."__fences" AS fences,
            CASE WHEN t.ctid IS NULL THEN z.lsn ELSE t."__lsn" END AS held_lsn,
            CASE WHEN t.ctid IS NULL THEN z.source_incarnation ELSE coalesce(t."__incarnation", 0) END AS held_inc,
            CASE WHEN t.ctid IS NULL THEN z.source_ts_ms ELSE t."__source_ts_ms" END AS held_ts,
            CASE
                WHEN t.ctid IS NOT NULL THEN CASE
                    WHEN coalesce(t."__incarnation", 0) <> r.inc THEN coalesce(t."__incarnation", 0) < r.inc
                    WHEN r.lsn IS DISTINCT FROM t."__lsn" THEN t."__lsn" IS NULL OR r.lsn > t."__lsn"
                    WHEN r.lsn IS NULL AND r.ts IS DISTINCT FROM t."__source_ts_ms" THEN t."__source_ts_ms" IS NULL OR r.ts > t."__source_ts_ms"
                    WHEN (r.op = 'r') <> (t."__operation" IS NOT DISTINCT FROM 'r') THEN (t."__operation" IS NOT DISTINCT FROM 'r')
                    WHEN r.ts IS DISTINCT FROM t."__source_ts_ms" THEN t."__source_ts_ms" IS NULL OR r.ts > t."__source_ts_ms"
                    WHEN r.thash IS NOT DISTINCT FROM t."__topic" AND r.part IS NOT DISTINCT FROM t."__kafka_partition" THEN
                        CASE
                            WHEN r.off IS DISTINCT FROM t."__kafka_offset" THEN t."__kafka_offset" IS NULL OR r.off > t."__kafka_offset"
                            ELSE r.lsn IS NULL AND r.ts IS NULL AND r.off IS NULL
                        END
                    ELSE (coalesce(r.seq, ''), coalesce(r.off, -1), coalesce(r.thash, -2147483648), coalesce(r.part, -1))
                        > (coalesce(t."__seq_val", ''), coalesce(t."__kafka_offset", -1), coalesce(t."__topic", -2147483648), coalesce(t."__kafka_partition", -1))
                END
                WHEN z.key IS NOT NULL THEN CASE
                    WHEN z.source_incarnation <> r.inc THEN z.source_incarnation < r.inc
                    WHEN r.lsn IS DISTINCT FROM z.lsn THEN z.lsn IS NULL OR r.lsn > z.lsn
                    WHEN r.lsn IS NULL AND r.ts IS DISTINCT FROM z.source_ts_ms THEN z.source_ts_ms IS NULL OR r.ts > z.source_ts_ms
                    WHEN (r.op = 'r') <> false THEN false
                    WHEN r.ts IS DISTINCT FROM z.source_ts_ms THEN z.source_ts_ms IS NULL OR r.ts > z.source_ts_ms
                    WHEN r.thash IS NOT DISTINCT FROM z.topic AND r.part IS NOT DISTINCT FROM z.kafka_partition THEN
                        CASE
                            WHEN r.off IS DISTINCT FROM z.kafka_offset THEN z.kafka_offset IS NULL OR r.off > z.kafka_offset
                            ELSE r.lsn IS NULL AND r.ts IS NULL AND r.off IS NULL
                        END
                    ELSE (coalesce(r.seq, ''), coalesce(r.off, -1), coalesce(r.thash, -2147483648), coalesce(r.part, -1))
                        > (coalesce(z.seq_val, ''), coalesce(z.kafka_offset, -1), coalesce(z.topic, -2147483648), coalesce(z.kafka_partition, -1))
                END
                ELSE true
            END AS newer
        FROM r
        LEFT JOIN {{SCHEMA}}."SoknadVedlegg" AS t ON t."SoknadId" = r.key_1 AND t."Nr" = r.key_2
        LEFT JOIN cdc_management.merge_tombstones AS z
            ON z.schema_name = v_schema AND z.table_name = v_table AND z.key = jsonb_build_array(r.key_1::text, r.key_2::text)::text
        OFFSET 0
    ), o AS (
        -- per key, the greatest fence first; rejected rows last, also those that what is held makes one
        SELECT m.*, first_value(m.sctid) OVER (
            PARTITION BY m.key_1, m.key_2 ORDER BY m.refused IS NOT NULL, m.inc DESC, m.lsn DESC NULLS LAST, CASE WHEN m.lsn IS NULL THEN m.ts END DESC NULLS LAST,
                m.op = 'r', m.ts DESC NULLS LAST, m.risen DESC NULLS LAST, m.off DESC NULLS LAST,
                m.thash DESC NULLS LAST, m.part DESC NULLS LAST,
                CASE WHEN m.lsn IS NULL AND m.ts IS NULL AND m.off IS NULL THEN m.sctid END DESC NULLS LAST, m.sctid
            ROWS UNBOUNDED PRECEDING
        ) AS gid
        FROM (
            SELECT m.*, CASE
                WHEN m.reason IS NOT NULL THEN m.reason
                WHEN m.lsn IS NULL AND m.any_lsn THEN '__lsn is NULL, but another event of the key has one'
                WHEN m.lsn IS NULL AND m.held_lsn IS NOT NULL AND m.held_inc = m.inc
                    THEN '__lsn is NULL, but the row merged before has one'
            END AS refused
            FROM m OFFSET 0
        ) AS m
    ), p AS MATERIALIZED (
        -- class: 0 insert, 1 update, 2 superseded, 3 stale, 9 stale though newer by its time, 4 rejected,
        -- 5 insert and 6 update whose columns come from several events, 7 delete, 8 delete of what is not there
        SELECT m.sctid, m.gid, m.tctid, false AS tied, m.op, m.lsn, m.ts, m.seq, m.risen, m.inc, m.thash, m.part, m.off, m.tenant,
            CASE WHEN m.positioned THEN m.part END AS pos_part, CASE WHEN m.positioned THEN m.off END AS pos_off, CASE WHEN m.positioned THEN m.topic END AS topic,
            coalesce(m.newer, false) AS newer, jsonb_build_array(m.key_1::text, m.key_2::text)::text AS key,
            m.refused AS reason,
            CASE
                WHEN m.refused IS NOT NULL THEN 4
                WHEN m.sctid <> m.gid THEN 2
                WHEN m.newer AND m.op = 'd' THEN CASE WHEN m.tctid IS NULL THEN 8 ELSE 7 END
                WHEN m.newer AND m.tctid IS NULL THEN CASE WHEN m.partial THEN 5 ELSE 0 END
                WHEN m.newer THEN CASE WHEN m.partial THEN 6 ELSE 1 END
                WHEN m.tctid IS NOT NULL AND m.fences IS NOT NULL THEN 6
                WHEN m.held_inc = v_incarnation AND m.lsn < m.held_lsn AND m.ts > m.held_ts AND m.inc = v_incarnation THEN 9
                ELSE 3
            END AS class
        FROM o AS m
    ), words AS MATERIALIZED (
        -- Offsets as bitmaps of 64: no order is needed, and the same offset twice is one bit. Every count comes from here.
        SELECT p.tenant, p.topic, p.pos_part AS part, p.pos_off >> 6 AS word, p.class,
            bit_or(1::bigint << (p.pos_off & 63)::integer) AS bits, count(*) AS rows,
            min(p.pos_off) AS min_offset, max(p.pos_off) AS max_offset, min(p.ts) AS ts_min, max(p.ts) AS ts_max,
            count(*) FILTER (WHERE p.lsn IS NULL) AS without_lsn, bool_or(p.tied) AS tied
        FROM p GROUP BY p.tenant, p.topic, p.pos_part, p.pos_off >> 6, p.class
    ), classes AS MATERIALIZED (
        SELECT w.tenant, w.topic, w.part, w.class, sum(w.rows)::bigint AS rows, bool_or(w.tied) AS tied
        FROM words AS w GROUP BY w.tenant, w.topic, w.part, w.class
    ), g AS (
        -- of each key that needs more than its winner: the best event for the ordinary columns (0) and for each large one.
        -- The fence of what is the winner itself (s = sctid) is only written out where it is needed.
        SELECT p.sctid, p.tctid, p.op, p.lsn, p.ts, p.seq, p.thash, p.part, p.off, p.newer, p.class, p.tenant, p.topic, p.pos_part, p.inc, p.key,
            CASE WHEN p.op <> 'd' THEN p.sctid END AS s0, NULL::text AS f0,
            CASE WHEN (p.op = 'd' OR s."Innhold" IS DISTINCT FROM v_unavailable_bytes) THEN p.sctid END AS s1, NULL::text AS f1,
            CASE WHEN (p.op = 'd' OR s."Tekst"::text IS DISTINCT FROM v_unavailable) THEN p.sctid END AS s2, NULL::text AS f2,
            CASE WHEN p.op <> 'd' AND s."Innhold" IS DISTINCT FROM v_unavailable_bytes THEN p.sctid END AS v1,
            CASE WHEN p.op <> 'd' AND s."Tekst"::text IS DISTINCT FROM v_unavailable THEN p.sctid END AS v2
        FROM p JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class IN (5, 6) AND (SELECT bool_or(a.class IN (5, 6)) FROM classes AS a)
            AND (NOT (SELECT bool_or(a.class IN (2)) FROM classes AS a) OR (p.sctid IN (SELECT o.gid FROM p AS o WHERE o.class = 2)) IS NOT TRUE)
        UNION ALL
        SELECT e.gid,
            (array_agg(e.tctid) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.op) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.lsn) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.ts) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.seq) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.thash) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.part) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.off) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.newer) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.class) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.tenant) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.topic) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.pos_part) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.inc) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.key) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.sctid ORDER BY e.rn) FILTER (WHERE e.op <> 'd'))[1],
            (array_agg(e.fence ORDER BY e.rn) FILTER (WHERE e.op <> 'd'))[1],
            (array_agg(e.sctid ORDER BY e.rn) FILTER (WHERE (e.op = 'd' OR e.real1)))[1],
            (array_agg(e.fence ORDER BY e.rn) FILTER (WHERE (e.op = 'd' OR e.real1)))[1],
            (array_agg(e.sctid ORDER BY e.rn) FILTER (WHERE (e.op = 'd' OR e.real2)))[1],
            (array_agg(e.fence ORDER BY e.rn) FILTER (WHERE (e.op = 'd' OR e.real2)))[1],
            (array_agg(CASE WHEN e.op <> 'd' THEN e.sctid END ORDER BY e.rn) FILTER (WHERE (e.op = 'd' OR e.real1)))[1],
            (array_agg(CASE WHEN e.op <> 'd' THEN e.sctid END ORDER BY e.rn) FILTER (WHERE (e.op = 'd' OR e.real2)))[1]
        FROM (
            SELECT p.*, concat(p.inc, '|', p.lsn, '|', p.ts, '|', p.op <> 'r', '|', p.thash, '|', p.part, '|', p.off, '|', p.seq) AS fence, s."Innhold" IS DISTINCT FROM v_unavailable_bytes AS real1, s."Tekst"::text IS DISTINCT FROM v_unavailable AS real2,
                row_number() OVER (PARTITION BY p.gid ORDER BY p.inc DESC, p.lsn DESC NULLS LAST, CASE WHEN p.lsn IS NULL THEN p.ts END DESC NULLS LAST,
                    p.op = 'r', p.ts DESC NULLS LAST, p.risen DESC NULLS LAST, p.off DESC NULLS LAST,
                    p.thash DESC NULLS LAST, p.part DESC NULLS LAST,
                    CASE WHEN p.lsn IS NULL AND p.ts IS NULL AND p.off IS NULL THEN p.sctid END DESC NULLS LAST, p.sctid) AS rn
            FROM p JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
            -- IS TRUE: looked up in a hash table, never joined, whatever the planner thinks there is
            WHERE (p.gid IN (SELECT w.sctid FROM p AS w WHERE w.class IN (5, 6))) IS TRUE AND p.class <> 4
                AND (p.gid IN (SELECT o.gid FROM p AS o WHERE o.class = 2)) IS TRUE
                AND (SELECT bool_or(a.class IN (5, 6)) FROM classes AS a) AND (SELECT bool_or(a.class IN (2)) FROM classes AS a)
        ) AS e
        GROUP BY e.gid
    ), h AS (
        -- what the row holds now, and since which event
        SELECT g.*, t.fences AS held, t.fence AS row_fence
        FROM g
        LEFT JOIN LATERAL (
            SELECT NULL::jsonb AS fences, concat(z.source_incarnation, '|', z.lsn, '|', z.source_ts_ms, '|', true, '|', z.topic, '|', z.kafka_partition, '|', z.kafka_offset, '|', z.seq_val) AS fence
            FROM cdc_management.merge_tombstones AS z
            WHERE g.tctid IS NULL AND z.schema_name = v_schema AND z.table_name = v_table AND z.key = g.key
            UNION ALL
            SELECT t."__fences" AS fences, concat(coalesce(t."__incarnation", 0), '|', t."__lsn", '|', t."__source_ts_ms", '|', t."__operation" IS DISTINCT FROM 'r', '|', t."__topic", '|', t."__kafka_partition", '|', t."__kafka_offset", '|', t."__seq_val") AS fence
            FROM {{SCHEMA}}."SoknadVedlegg" AS t WHERE t.ctid = g.tctid
        ) AS t ON true
        OFFSET 0
    ), q AS (
        SELECT h.*,
            CASE
                WHEN h.s0 IS NULL THEN false
                WHEN h.tctid IS NULL AND h.row_fence IS NULL OR (h.newer AND h.s0 = h.sctid) THEN true
                ELSE cdc_management.fence_after(
                    coalesce(h.f0, concat(h.inc, '|', h.lsn, '|', h.ts, '|', h.op <> 'r', '|', h.thash, '|', h.part, '|', h.off, '|', h.seq)),
                    CASE WHEN h.held ? '' THEN h.held ->> '' ELSE h.row_fence END
                )
            END AS take0,
            CASE
                WHEN h.s1 IS NULL THEN false
                WHEN h.tctid IS NULL AND h.row_fence IS NULL OR (h.newer AND h.s1 = h.sctid) THEN true
                ELSE cdc_management.fence_after(
                    coalesce(h.f1, concat(h.inc, '|', h.lsn, '|', h.ts, '|', h.op <> 'r', '|', h.thash, '|', h.part, '|', h.off, '|', h.seq)),
                    CASE WHEN h.held ? 'Innhold' THEN h.held ->> 'Innhold' ELSE h.row_fence END
                )
            END AS take1,
            CASE
                WHEN h.s2 IS NULL THEN false
                WHEN h.tctid IS NULL AND h.row_fence IS NULL OR (h.newer AND h.s2 = h.sctid) THEN true
                ELSE cdc_management.fence_after(
                    coalesce(h.f2, concat(h.inc, '|', h.lsn, '|', h.ts, '|', h.op <> 'r', '|', h.thash, '|', h.part, '|', h.off, '|', h.seq)),
                    CASE WHEN h.held ? 'Tekst' THEN h.held ->> 'Tekst' ELSE h.row_fence END
                )
            END AS take2
        FROM h
        OFFSET 0
    ), c AS MATERIALIZED (
        SELECT q.*, q.newer OR q.take0 OR q.take1 OR q.take2 AS changed,
            nullif(jsonb_strip_nulls(jsonb_build_object(
                '', CASE
                    WHEN q.take0 THEN CASE WHEN q.newer AND q.s0 = q.sctid THEN NULL ELSE to_jsonb(coalesce(q.f0, concat(q.inc, '|', q.lsn, '|', q.ts, '|', q.op <> 'r', '|', q.thash, '|', q.part, '|', q.off, '|', q.seq))) END
                    WHEN q.held ? '' THEN q.held -> ''
                    WHEN q.tctid IS NULL THEN coalesce(to_jsonb(q.row_fence), 'false')
                    WHEN q.newer THEN to_jsonb(q.row_fence)
                END,
                'Innhold', CASE
                    WHEN q.take1 THEN CASE WHEN q.newer AND q.s1 = q.sctid THEN NULL ELSE to_jsonb(coalesce(q.f1, concat(q.inc, '|', q.lsn, '|', q.ts, '|', q.op <> 'r', '|', q.thash, '|', q.part, '|', q.off, '|', q.seq))) END
                    WHEN q.held ? 'Innhold' THEN q.held -> 'Innhold'
                    WHEN q.tctid IS NULL THEN coalesce(to_jsonb(q.row_fence), 'false')
                    WHEN q.newer THEN to_jsonb(q.row_fence)
                END,
                'Tekst', CASE
                    WHEN q.take2 THEN CASE WHEN q.newer AND q.s2 = q.sctid THEN NULL ELSE to_jsonb(coalesce(q.f2, concat(q.inc, '|', q.lsn, '|', q.ts, '|', q.op <> 'r', '|', q.thash, '|', q.part, '|', q.off, '|', q.seq))) END
                    WHEN q.held ? 'Tekst' THEN q.held -> 'Tekst'
                    WHEN q.tctid IS NULL THEN coalesce(to_jsonb(q.row_fence), 'false')
                    WHEN q.newer THEN to_jsonb(q.row_fence)
                END
            )), '{}'::jsonb) AS fences
        FROM q
    ), cu AS (
        UPDATE {{SCHEMA}}."SoknadVedlegg" AS t
        SET "Filnavn" = CASE WHEN c.take0 THEN s0."Filnavn" ELSE t."Filnavn" END,
    "MimeType" = CASE WHEN c.take0 THEN s0."MimeType" ELSE t."MimeType" END,
    "Størrelse" = CASE WHEN c.take0 THEN s0."Størrelse" ELSE t."Størrelse" END,
    "Sjekksum" = CASE WHEN c.take0 THEN s0."Sjekksum" ELSE t."Sjekksum" END,
    "Virusskannet" = CASE WHEN c.take0 THEN s0."Virusskannet" ELSE t."Virusskannet" END,
    "Virusresultat" = CASE WHEN c.take0 THEN s0."Virusresultat" ELSE t."Virusresultat" END,
    "LastetOppAv" = CASE WHEN c.take0 THEN s0."LastetOppAv" ELSE t."LastetOppAv" END,
    "LastetOpp" = CASE WHEN c.take0 THEN s0."LastetOpp" ELSE t."LastetOpp" END,
    "Slettet" = CASE WHEN c.take0 THEN s0."Slettet" ELSE t."Slettet" END,
    "RowVer" = CASE WHEN c.take0 THEN s0."RowVer" ELSE t."RowVer" END,
    "_customer_id" = CASE WHEN c.take0 THEN s0."_customer_id" ELSE t."_customer_id" END,
    "Innhold" = CASE WHEN c.take1 THEN s1."Innhold" ELSE t."Innhold" END,
    "Tekst" = CASE WHEN c.take2 THEN s2."Tekst" ELSE t."Tekst" END,
    "__sync_timestamp" = v_now,
            "__source" = CASE WHEN c.newer THEN s."__source" ELSE t."__source" END,
            "__source_ts_ms" = CASE WHEN c.newer THEN s."__source_ts_ms" ELSE t."__source_ts_ms" END,
            "__operation" = CASE WHEN c.newer THEN c.op ELSE t."__operation" END,
            "__deleted" = CASE WHEN c.newer THEN c.op = 'd' ELSE t."__deleted" END,
            "__lsn" = CASE WHEN c.newer THEN c.lsn ELSE t."__lsn" END,
            "__seq_val" = CASE WHEN c.newer THEN c.seq ELSE t."__seq_val" END,
            "__kafka_partition" = CASE WHEN c.newer THEN s."__kafka_partition" ELSE t."__kafka_partition" END,
            "__kafka_offset" = CASE WHEN c.newer THEN s."__kafka_offset" ELSE t."__kafka_offset" END,
            "__topic" = CASE WHEN c.newer THEN c.thash ELSE t."__topic" END,
            "__incarnation" = CASE WHEN c.newer THEN nullif(c.inc, 0) ELSE t."__incarnation" END,
            "__fences" = c.fences
        FROM c
        JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = c.sctid AND s."__slot" = v_slot
        LEFT JOIN (
        SELECT x.ctid AS position, x."Filnavn", x."MimeType", x."Størrelse", x."Sjekksum", x."Virusskannet", x."Virusresultat", x."LastetOppAv", x."LastetOpp", x."Slettet", x."RowVer", x."_customer_id", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_SoknadVedlegg" AS x WHERE x."__slot" = v_slot
    ) AS s0 ON s0.position = c.s0
        LEFT JOIN (
        SELECT x.ctid AS position, x."Innhold", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_SoknadVedlegg" AS x WHERE x."__slot" = v_slot
    ) AS s1 ON s1.position = c.v1
        LEFT JOIN (
        SELECT x.ctid AS position, x."Tekst", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_SoknadVedlegg" AS x WHERE x."__slot" = v_slot
    ) AS s2 ON s2.position = c.v2
        WHERE c.class = 6 AND c.changed AND t.ctid = c.tctid
        RETURNING 1
    ), ci AS (
        INSERT INTO {{SCHEMA}}."SoknadVedlegg" ("SoknadId", "Nr", "Filnavn", "MimeType", "Størrelse", "Sjekksum", "Virusskannet", "Virusresultat", "LastetOppAv", "LastetOpp", "Slettet", "RowVer", "_customer_id", "Innhold", "Tekst", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences")
        SELECT s."SoknadId", s."Nr", s0."Filnavn", s0."MimeType", s0."Størrelse", s0."Sjekksum", s0."Virusskannet", s0."Virusresultat", s0."LastetOppAv", s0."LastetOpp", s0."Slettet", s0."RowVer", s0."_customer_id", s1."Innhold", s2."Tekst", 
            v_now, s."__source", s."__source_ts_ms", c.op, c.op = 'd', c.lsn, c.seq,
            s."__kafka_partition", s."__kafka_offset", c.thash, nullif(c.inc, 0), c.fences
        FROM c
        JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = c.sctid AND s."__slot" = v_slot
        LEFT JOIN (
        SELECT x.ctid AS position, x."Filnavn", x."MimeType", x."Størrelse", x."Sjekksum", x."Virusskannet", x."Virusresultat", x."LastetOppAv", x."LastetOpp", x."Slettet", x."RowVer", x."_customer_id", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_SoknadVedlegg" AS x WHERE x."__slot" = v_slot
    ) AS s0 ON s0.position = c.s0
        LEFT JOIN (
        SELECT x.ctid AS position, x."Innhold", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_SoknadVedlegg" AS x WHERE x."__slot" = v_slot
    ) AS s1 ON s1.position = c.v1 AND c.take1
        LEFT JOIN (
        SELECT x.ctid AS position, x."Tekst", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_SoknadVedlegg" AS x WHERE x."__slot" = v_slot
    ) AS s2 ON s2.position = c.v2 AND c.take2
        WHERE c.class = 5
        RETURNING 1
    ), u AS (
        UPDATE {{SCHEMA}}."SoknadVedlegg" AS t
        SET ("Filnavn", "MimeType", "Størrelse", "Sjekksum", "Virusskannet", "Virusresultat", "LastetOppAv", "LastetOpp", "Slettet", "RowVer", "_customer_id", "Innhold", "Tekst", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences") = ROW(
    s."Filnavn", s."MimeType", s."Størrelse", s."Sjekksum", s."Virusskannet", s."Virusresultat", s."LastetOppAv", s."LastetOpp", s."Slettet", s."RowVer", s."_customer_id", s."Innhold", s."Tekst", 
            v_now, s."__source", s."__source_ts_ms", p.op, p.op = 'd', p.lsn, p.seq,
            s."__kafka_partition", s."__kafka_offset", p.thash, nullif(p.inc, 0), NULL)
        FROM p JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 1 AND t.ctid = p.tctid AND (SELECT bool_or(a.class IN (1)) FROM classes AS a)
        RETURNING 1
    ), i AS (
        INSERT INTO {{SCHEMA}}."SoknadVedlegg" ("SoknadId", "Nr", "Filnavn", "MimeType", "Størrelse", "Sjekksum", "Virusskannet", "Virusresultat", "LastetOppAv", "LastetOpp", "Slettet", "RowVer", "_customer_id", "Innhold", "Tekst", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation")
        SELECT s."SoknadId", s."Nr", s."Filnavn", s."MimeType", s."Størrelse", s."Sjekksum", s."Virusskannet", s."Virusresultat", s."LastetOppAv", s."LastetOpp", s."Slettet", s."RowVer", s."_customer_id", s."Innhold", s."Tekst", 
            v_now, s."__source", s."__source_ts_ms", p.op, p.op = 'd', p.lsn, p.seq,
            s."__kafka_partition", s."__kafka_offset", p.thash, nullif(p.inc, 0)
        FROM p JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 0 AND (SELECT bool_or(a.class IN (0)) FROM classes AS a)
        RETURNING 1
    ), x AS (
        DELETE FROM {{SCHEMA}}."SoknadVedlegg" AS t USING p WHERE p.class = 7 AND t.ctid = p.tctid
        RETURNING 1
    ), z AS (
        INSERT INTO cdc_management.merge_tombstones (
            schema_name, table_name, key, source_incarnation, lsn, source_ts_ms, seq_val, topic, kafka_partition, kafka_offset
        )
        SELECT v_schema, v_table, p.key, p.inc, p.lsn, p.ts, p.seq, p.thash, p.part, p.off
        FROM p WHERE p.class IN (7, 8)
        ON CONFLICT (schema_name, table_name, key) DO UPDATE
        SET source_incarnation = excluded.source_incarnation, lsn = excluded.lsn, source_ts_ms = excluded.source_ts_ms,
            seq_val = excluded.seq_val, topic = excluded.topic, kafka_partition = excluded.kafka_partition,
            kafka_offset = excluded.kafka_offset, deleted_at = clock_timestamp()
        RETURNING 1
    ), rej AS (
        INSERT INTO cdc_management.merge_rejects (
            schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id
        )
        SELECT v_schema, v_table, p.reason, jsonb_object(
        ARRAY['SoknadId', 'Nr', 'Filnavn', 'MimeType', 'Størrelse', 'Sjekksum', 'Virusskannet', 'Virusresultat', 'LastetOppAv', 'LastetOpp', 'Slettet', 'RowVer', '_customer_id', 'Innhold', 'Tekst', '__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp']::text[],
        ARRAY[s."SoknadId"::text, s."Nr"::text, s."Filnavn"::text, s."MimeType"::text, s."Størrelse"::text, s."Sjekksum"::text, s."Virusskannet"::text, s."Virusresultat"::text, s."LastetOppAv"::text, s."LastetOpp"::text, s."Slettet"::text, s."RowVer"::text, s."_customer_id"::text, s."Innhold"::text, s."Tekst"::text, s."__operation"::text, s."__source_ts_ms"::text, s."__lsn"::text, s."__seq_val"::text, s."__source"::text, s."__kafka_topic"::text, s."__kafka_partition"::text, s."__kafka_offset"::text, s."__kafka_timestamp"::text]
    ),
            s."__kafka_topic", s."__kafka_partition", s."__kafka_offset", s."__reject_id"
        FROM p JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 4 AND (SELECT bool_or(a.class IN (4)) FROM classes AS a)
        RETURNING 1
    ), fates AS (
        SELECT a.tenant, a.topic, a.part, a.class, a.rows, CASE a.class
            WHEN 2 THEN 'superseded' WHEN 3 THEN 'stale' WHEN 9 THEN 'stale' WHEN 4 THEN 'rejected' ELSE 'applied' END AS fate
        FROM classes AS a WHERE a.class NOT IN (5, 6)
        UNION ALL
        SELECT c.tenant, c.topic, c.pos_part, c.class, count(*), CASE WHEN c.changed THEN 'applied' ELSE 'stale' END
        FROM c GROUP BY c.tenant, c.topic, c.pos_part, c.class, c.changed
    ), d AS (
        DELETE FROM {{SCHEMA}}."stg_SoknadVedlegg" AS s
        WHERE s."__slot" = v_slot AND s.ctid >= v_todo[1] AND s.ctid < v_todo[2]
        RETURNING 1
    ), totals AS MATERIALIZED (
        SELECT w.tenant, w.topic, w.part, sum(w.rows)::bigint AS taken, min(w.min_offset) AS min_offset,
            max(w.max_offset) AS max_offset, min(w.ts_min) AS ts_min, max(w.ts_max) AS ts_max,
            sum(w.without_lsn)::bigint AS without_lsn,
            sum(bit_count(w.bits::bit(64))) < max(w.max_offset) - min(w.min_offset) + 1 AS holed
        FROM (
            SELECT w.tenant, w.topic, w.part, w.word, bit_or(w.bits) AS bits, sum(w.rows) AS rows,
                min(w.min_offset) AS min_offset, max(w.max_offset) AS max_offset, min(w.ts_min) AS ts_min,
                max(w.ts_max) AS ts_max, sum(w.without_lsn) AS without_lsn
            FROM words AS w GROUP BY w.tenant, w.topic, w.part, w.word
        ) AS w
        GROUP BY w.tenant, w.topic, w.part
    ), runs AS (
        -- where an offset does not follow the one before it, a run begins
        SELECT r.tenant, r.topic, r.part, r.off,
            lead(r.previous) OVER (PARTITION BY r.tenant, r.topic, r.part ORDER BY r.off) AS last
        FROM (
            SELECT w.tenant, w.topic, w.part, (w.word << 6) + b.bit AS off,
                lag((w.word << 6) + b.bit) OVER (PARTITION BY w.tenant, w.topic, w.part ORDER BY w.word, b.bit) AS previous
            FROM (
                SELECT w.tenant, w.topic, w.part, w.word, bit_or(w.bits) AS bits
                FROM words AS w GROUP BY w.tenant, w.topic, w.part, w.word
            ) AS w
            CROSS JOIN generate_series(0, 63) AS b (bit)
            WHERE (SELECT bool_or(t.holed) FROM totals AS t)  -- which spares the pass where none is
                AND w.bits & (1::bigint << b.bit) <> 0
                AND ((w.tenant, w.topic, w.part) IN (SELECT t.tenant, t.topic, t.part FROM totals AS t WHERE t.holed)) IS TRUE
        ) AS r
        WHERE r.previous IS NULL OR r.off > r.previous + 1
    ), sums AS (
        -- put together by grouping: a join of these could be planned as a product
        SELECT u.tenant, u.topic, u.part, max(u.taken) AS taken, max(u.min_offset) AS min_offset, max(u.max_offset) AS max_offset,
            max(u.ts_min) AS ts_min, max(u.ts_max) AS ts_max, max(u.without_lsn) AS without_lsn,
            max(u.runs) AS runs, range_agg(u.ranges) AS ranges, max(u.last_run) AS last_run,
            sum(u.rows) FILTER (WHERE u.fate = 'applied') AS applied, sum(u.rows) FILTER (WHERE u.fate = 'superseded') AS superseded,
            sum(u.rows) FILTER (WHERE u.fate = 'stale') AS stale, sum(u.rows) FILTER (WHERE u.fate = 'rejected') AS rejected
        FROM (
            SELECT t.tenant, t.topic, t.part, t.taken, t.min_offset, t.max_offset, t.ts_min, t.ts_max, t.without_lsn,
                NULL::bigint AS runs, NULL::int8multirange AS ranges, NULL::bigint AS last_run,
                NULL::text AS fate, NULL::bigint AS rows
            FROM totals AS t
            UNION ALL
            SELECT r.tenant, r.topic, r.part, NULL, NULL, NULL, NULL, NULL, NULL,
                count(*), range_agg(int8range(r.off, r.last, '[]')) FILTER (WHERE r.last IS NOT NULL), max(r.off), NULL, NULL
            FROM runs AS r GROUP BY r.tenant, r.topic, r.part
            UNION ALL
            SELECT f.tenant, f.topic, f.part, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, f.fate, f.rows
            FROM fates AS f
        ) AS u
        GROUP BY u.tenant, u.topic, u.part
    ), parts AS (
        SELECT jsonb_agg(jsonb_build_object(
            'tenant', t.tenant, 'topic', t.topic, 'partition', t.part, 'min_offset', t.min_offset, 'max_offset', t.max_offset,
            'ranges', CASE WHEN t.runs > 1 THEN (t.ranges + int8multirange(int8range(t.last_run, t.max_offset, '[]')))::text END,
            'ts_min', t.ts_min, 'ts_max', t.ts_max, 'taken', t.taken, 'applied', coalesce(t.applied, 0),
            'superseded', coalesce(t.superseded, 0), 'stale', coalesce(t.stale, 0), 'rejected', coalesce(t.rejected, 0)
        )) AS parts, coalesce(sum(t.taken), 0)::bigint AS taken, coalesce(sum(t.without_lsn), 0)::bigint AS without_lsn,
            coalesce(sum(t.taken) FILTER (WHERE t.topic IS NULL), 0)::bigint AS without_position
        FROM sums AS t
    )
    SELECT (SELECT count(*) FROM d) AS taken, parts.parts, parts.without_lsn, parts.without_position,
        (SELECT coalesce(sum(f.rows), 0) FROM fates AS f WHERE f.fate = 'applied')::bigint AS applied,
        (SELECT coalesce(sum(f.rows), 0) FROM fates AS f WHERE f.fate = 'superseded')::bigint AS superseded,
        (SELECT coalesce(sum(f.rows), 0) FROM fates AS f WHERE f.fate = 'stale')::bigint AS stale,
        (SELECT coalesce(sum(f.rows), 0) FROM fates AS f WHERE f.fate = 'rejected')::bigint AS rejected,
        (SELECT count(*) FROM rej) AS set_aside,
        (SELECT count(*) FROM u) + (SELECT count(*) FROM i) + (SELECT count(*) FROM x)
            + (SELECT count(*) FROM z) - (SELECT coalesce(sum(a.rows), 0) FROM classes AS a WHERE a.class = 7)::bigint
            + (SELECT count(*) FROM cu) + (SELECT count(*) FROM ci) AS written,
        (SELECT coalesce(sum(f.rows), 0) FROM fates AS f WHERE f.class = 9)::bigint AS regressed,
        (SELECT coalesce(sum(f.rows), 0) FROM fates AS f WHERE f.class IN (1, 3, 6, 7, 9))::bigint AS met,
        CASE WHEN (SELECT bool_or(a.class IN (9)) FROM classes AS a) THEN (
            SELECT jsonb_agg(jsonb_build_object('topic', w.topic, 'partition', w.part, 'offset', w.min_offset))
            FROM (
                SELECT w.topic, w.part, min(w.min_offset) AS min_offset FROM words AS w
                WHERE w.class = 9 AND w.topic IS NOT NULL GROUP BY w.topic, w.part
            ) AS w
        ) END AS regressed_from,
        0::bigint AS disordered
    INTO STRICT v_result
    FROM parts;
                    ELSE
                        WITH n AS (
        SELECT n.*, CASE
        WHEN n.key_1 IS NULL THEN 'the key column «SoknadId» is NULL'
        WHEN n.key_2 IS NULL THEN 'the key column «Nr» is NULL'
        WHEN n.op IS NULL THEN 'unknown __operation'
        WHEN n.raw_lsn IS NOT NULL AND n.lsn IS NULL OR octet_length(n.lsn) <> 20 THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN n.off < 0 OR n.part < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN n.off = 9223372036854775807 OR octet_length(n.topic) > 249 THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END AS reason
        FROM (
            SELECT s.ctid AS sctid,
                s."SoknadId" AS key_1,
                s."Nr" AS key_2,
                CASE
                    WHEN s."__operation" IN ('u', 'c', 'd', 'r') THEN s."__operation"
                    WHEN s."__operation" IS NULL THEN 'u'
                    ELSE CASE upper(s."__operation")
                        WHEN 'C' THEN 'c' WHEN 'INSERT' THEN 'c' WHEN 'U' THEN 'u' WHEN 'UPDATE' THEN 'u'
                        WHEN 'D' THEN 'd' WHEN 'DELETE' THEN 'd' WHEN 'R' THEN 'r' WHEN 'READ' THEN 'r'
                    END
                END AS op,
                s."__lsn" AS raw_lsn, CASE
                    WHEN octet_length(s."__lsn") = 20 THEN encode(decode(s."__lsn", 'hex'), 'hex')
                    WHEN s."__lsn" ~* '^(0x)?([0-9a-f]{20}|[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4})$'
                        THEN lower(replace(regexp_replace(s."__lsn", '^0[xX]', ''), ':', ''))
                END COLLATE "C" AS lsn, s."__source_ts_ms" AS ts,
                CASE
                    WHEN octet_length(s."__seq_val") = 20 THEN lower(s."__seq_val" COLLATE "C")
                    ELSE lower(replace(regexp_replace(s."__seq_val", '^0[xX]', ''), ':', ''))
                END COLLATE "C" AS seq,
                s."__kafka_topic" COLLATE "C" AS topic, hashtext(s."__kafka_topic") AS thash, s."__kafka_partition" AS part, s."__kafka_offset" AS off,
                (s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND coalesce(s."__kafka_partition", -1) >= 0 AND coalesce(s."__kafka_offset", -1) BETWEEN 0 AND 9223372036854775806) AS positioned, ''::text AS tenant,
    NOT (s."Innhold" IS DISTINCT FROM v_unavailable_bytes) OR NOT (s."Tekst"::text IS DISTINCT FROM v_unavailable) AS partial
            FROM {{SCHEMA}}."stg_SoknadVedlegg" AS s
            WHERE s."__slot" = v_slot AND s.ctid >= v_todo[1] AND s.ctid < v_todo[2]
            OFFSET 0
        ) AS n
    ), r AS (
        -- per key, the greatest fence first; rejected rows last
        SELECT n.*, first_value(n.sctid) OVER w AS gid, n.sctid <> first_value(n.sctid) OVER w AND lag(n.ts) OVER w IS NOT DISTINCT FROM n.ts AS tied
        FROM n
        WINDOW w AS (
            PARTITION BY n.key_1, n.key_2 ORDER BY n.reason IS NOT NULL, n.lsn DESC NULLS LAST, CASE WHEN n.lsn IS NULL THEN n.ts END DESC NULLS LAST,
                n.op = 'r', n.ts DESC NULLS LAST, n.seq DESC NULLS LAST, n.off DESC NULLS LAST,
                n.thash DESC NULLS LAST, n.part DESC NULLS LAST,
                CASE WHEN n.lsn IS NULL AND n.ts IS NULL AND n.off IS NULL THEN n.sctid END DESC NULLS LAST, n.sctid
            ROWS UNBOUNDED PRECEDING
        )
    ), m AS (
        SELECT r.*, t.ctid AS tctid, t."__fences" AS fences,
            CASE WHEN t.ctid IS NULL THEN z.lsn ELSE t."__lsn" END AS held_lsn,
            CASE WHEN t.ctid IS NULL THEN z.source_incarnation ELSE coalesce(t."__incarnation", 0) END AS held_inc,
            CASE WHEN t.ctid IS NULL THEN z.source_ts_ms ELSE t."__source_ts_ms" END AS held_ts,
            CASE
                WHEN t.ctid IS NOT NULL THEN CASE
                    WHEN coalesce(t."__incarnation", 0) <> v_incarnation THEN coalesce(t."__incarnation", 0) < v_incarnation
                    WHEN r.lsn IS DISTINCT FROM t."__lsn" THEN t."__lsn" IS NULL OR r.lsn > t."__lsn"
                    WHEN r.lsn IS NULL AND r.ts IS DISTINCT FROM t."__source_ts_ms" THEN t."__source_ts_ms" IS NULL OR r.ts > t."__source_ts_ms"
                    WHEN (r.op = 'r') <> (t."__operation" IS NOT DISTINCT FROM 'r') THEN (t."__operation" IS NOT DISTINCT FROM 'r')
                    WHEN r.ts IS DISTINCT FROM t."__source_ts_ms" THEN t."__source_ts_ms" IS NULL OR r.ts > t."__source_ts_ms"
                    WHEN r.thash IS NOT DISTINCT FROM t."__topic" AND r.part IS NOT DISTINCT FROM t."__kafka_partition" THEN
                        CASE
                            WHEN r.off IS DISTINCT FROM t."__kafka_offset" THEN t."__kafka_offset" IS NULL OR r.off > t."__kafka_offset"
                            ELSE r.lsn IS NULL AND r.ts IS NULL AND r.off IS NULL
                        END
                    ELSE (coalesce(r.seq, ''), coalesce(r.off, -1), coalesce(r.thash, -2147483648), coalesce(r.part, -1))
                        > (coalesce(t."__seq_val", ''), coalesce(t."__kafka_offset", -1), coalesce(t."__topic", -2147483648), coalesce(t."__kafka_partition", -1))
                END
                WHEN z.key IS NOT NULL THEN CASE
                    WHEN z.source_incarnation <> v_incarnation THEN z.source_incarnation < v_incarnation
                    WHEN r.lsn IS DISTINCT FROM z.lsn THEN z.lsn IS NULL OR r.lsn > z.lsn
                    WHEN r.lsn IS NULL AND r.ts IS DISTINCT FROM z.source_ts_ms THEN z.source_ts_ms IS NULL OR r.ts > z.source_ts_ms
                    WHEN (r.op = 'r') <> false THEN false
                    WHEN r.ts IS DISTINCT FROM z.source_ts_ms THEN z.source_ts_ms IS NULL OR r.ts > z.source_ts_ms
                    WHEN r.thash IS NOT DISTINCT FROM z.topic AND r.part IS NOT DISTINCT FROM z.kafka_partition THEN
                        CASE
                            WHEN r.off IS DISTINCT FROM z.kafka_offset THEN z.kafka_offset IS NULL OR r.off > z.kafka_offset
                            ELSE r.lsn IS NULL AND r.ts IS NULL AND r.off IS NULL
                        END
                    ELSE (coalesce(r.seq, ''), coalesce(r.off, -1), coalesce(r.thash, -2147483648), coalesce(r.part, -1))
                        > (coalesce(z.seq_val, ''), coalesce(z.kafka_offset, -1), coalesce(z.topic, -2147483648), coalesce(z.kafka_partition, -1))
                END
                ELSE true
            END AS newer
        FROM r
        LEFT JOIN {{SCHEMA}}."SoknadVedlegg" AS t ON t."SoknadId" = CASE WHEN r.sctid = r.gid OR r.lsn IS NULL THEN r.key_1 END AND t."Nr" = CASE WHEN r.sctid = r.gid OR r.lsn IS NULL THEN r.key_2 END
        LEFT JOIN cdc_management.merge_tombstones AS z
            ON z.schema_name = v_schema AND z.table_name = v_table AND z.key = CASE WHEN r.sctid = r.gid OR r.lsn IS NULL THEN jsonb_build_array(r.key_1::text, r.key_2::text)::text END
        OFFSET 0
    ), p AS MATERIALIZED (
        -- class: 0 insert, 1 update, 2 superseded, 3 stale, 9 stale though newer by its time, 4 rejected,
        -- 5 insert and 6 update whose columns come from several events, 7 delete, 8 delete of what is not there
        SELECT m.sctid, m.gid, m.tctid, m.tied, m.op, m.lsn, m.ts, m.seq, m.thash, m.part, m.off, m.tenant,
            CASE WHEN m.positioned THEN m.part END AS pos_part, CASE WHEN m.positioned THEN m.off END AS pos_off, CASE WHEN m.positioned THEN m.topic END AS topic,
            coalesce(m.newer, false) AS newer, jsonb_build_array(m.key_1::text, m.key_2::text)::text AS key,
            CASE
                WHEN m.reason IS NOT NULL THEN m.reason
                WHEN m.lsn IS NULL AND m.held_lsn IS NOT NULL AND m.held_inc = v_incarnation
                    THEN '__lsn is NULL, but the row merged before has one'
            END AS reason,
            CASE
                WHEN m.reason IS NOT NULL OR m.lsn IS NULL AND m.held_lsn IS NOT NULL AND m.held_inc = v_incarnation THEN 4
                WHEN m.sctid <> m.gid THEN 2
                WHEN m.newer AND m.op = 'd' THEN CASE WHEN m.tctid IS NULL THEN 8 ELSE 7 END
                WHEN m.newer AND m.tctid IS NULL THEN CASE WHEN m.partial THEN 5 ELSE 0 END
                WHEN m.newer THEN CASE WHEN m.partial THEN 6 ELSE 1 END
                WHEN m.tctid IS NOT NULL AND m.fences IS NOT NULL THEN 6
                WHEN m.held_inc = v_incarnation AND m.lsn < m.held_lsn AND m.ts > m.held_ts THEN 9
                ELSE 3
            END AS class
        FROM m
    ), words AS MATERIALIZED (
        -- Offsets as bitmaps of 64: no order is needed, and the same offset twice is one bit. Every count comes from here.
        SELECT p.tenant, p.topic, p.pos_part AS part, p.pos_off >> 6 AS word, p.class,
            bit_or(1::bigint << (p.pos_off & 63)::integer) AS bits, count(*) AS rows,
            min(p.pos_off) AS min_offset, max(p.pos_off) AS max_offset, min(p.ts) AS ts_min, max(p.ts) AS ts_max,
            count(*) FILTER (WHERE p.lsn IS NULL) AS without_lsn, bool_or(p.tied) AS tied
        FROM p GROUP BY p.tenant, p.topic, p.pos_part, p.pos_off >> 6, p.class
    ), classes AS MATERIALIZED (
        SELECT w.tenant, w.topic, w.part, w.class, sum(w.rows)::bigint AS rows, bool_or(w.tied) AS tied
        FROM words AS w GROUP BY w.tenant, w.topic, w.part, w.class
    ), g AS (
        -- of each key that needs more than its winner: the best event for the ordinary columns (0) and for each large one.
        -- The fence of what is the winner itself (s = sctid) is only written out where it is needed.
        SELECT p.sctid, p.tctid, p.op, p.lsn, p.ts, p.seq, p.thash, p.part, p.off, p.newer, p.class, p.tenant, p.topic, p.pos_part, p.key,
            CASE WHEN p.op <> 'd' THEN p.sctid END AS s0, NULL::text AS f0,
            CASE WHEN (p.op = 'd' OR s."Innhold" IS DISTINCT FROM v_unavailable_bytes) THEN p.sctid END AS s1, NULL::text AS f1,
            CASE WHEN (p.op = 'd' OR s."Tekst"::text IS DISTINCT FROM v_unavailable) THEN p.sctid END AS s2, NULL::text AS f2,
            CASE WHEN p.op <> 'd' AND s."Innhold" IS DISTINCT FROM v_unavailable_bytes THEN p.sctid END AS v1,
            CASE WHEN p.op <> 'd' AND s."Tekst"::text IS DISTINCT FROM v_unavailable THEN p.sctid END AS v2
        FROM p JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class IN (5, 6) AND (SELECT bool_or(a.class IN (5, 6)) FROM classes AS a)
            AND (NOT (SELECT bool_or(a.class IN (2)) FROM classes AS a) OR (p.sctid IN (SELECT o.gid FROM p AS o WHERE o.class = 2)) IS NOT TRUE)
        UNION ALL
        SELECT e.gid,
            (array_agg(e.tctid) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.op) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.lsn) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.ts) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.seq) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.thash) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.part) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.off) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.newer) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.class) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.tenant) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.topic) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.pos_part) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.key) FILTER (WHERE e.sctid = e.gid))[1],
            (array_agg(e.sctid ORDER BY e.rn) FILTER (WHERE e.op <> 'd'))[1],
            (array_agg(e.fence ORDER BY e.rn) FILTER (WHERE e.op <> 'd'))[1],
            (array_agg(e.sctid ORDER BY e.rn) FILTER (WHERE (e.op = 'd' OR e.real1)))[1],
            (array_agg(e.fence ORDER BY e.rn) FILTER (WHERE (e.op = 'd' OR e.real1)))[1],
            (array_agg(e.sctid ORDER BY e.rn) FILTER (WHERE (e.op = 'd' OR e.real2)))[1],
            (array_agg(e.fence ORDER BY e.rn) FILTER (WHERE (e.op = 'd' OR e.real2)))[1],
            (array_agg(CASE WHEN e.op <> 'd' THEN e.sctid END ORDER BY e.rn) FILTER (WHERE (e.op = 'd' OR e.real1)))[1],
            (array_agg(CASE WHEN e.op <> 'd' THEN e.sctid END ORDER BY e.rn) FILTER (WHERE (e.op = 'd' OR e.real2)))[1]
        FROM (
            SELECT p.*, concat(v_incarnation, '|', p.lsn, '|', p.ts, '|', p.op <> 'r', '|', p.thash, '|', p.part, '|', p.off, '|', p.seq) AS fence, s."Innhold" IS DISTINCT FROM v_unavailable_bytes AS real1, s."Tekst"::text IS DISTINCT FROM v_unavailable AS real2,
                row_number() OVER (PARTITION BY p.gid ORDER BY p.lsn DESC NULLS LAST, CASE WHEN p.lsn IS NULL THEN p.ts END DESC NULLS LAST,
                    p.op = 'r', p.ts DESC NULLS LAST, p.seq DESC NULLS LAST, p.off DESC NULLS LAST,
                    p.thash DESC NULLS LAST, p.part DESC NULLS LAST,
                    CASE WHEN p.lsn IS NULL AND p.ts IS NULL AND p.off IS NULL THEN p.sctid END DESC NULLS LAST, p.sctid) AS rn
            FROM p JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
            -- IS TRUE: looked up in a hash table, never joined, whatever the planner thinks there is
            WHERE (p.gid IN (SELECT w.sctid FROM p AS w WHERE w.class IN (5, 6))) IS TRUE AND p.class <> 4
                AND (p.gid IN (SELECT o.gid FROM p AS o WHERE o.class = 2)) IS TRUE
                AND (SELECT bool_or(a.class IN (5, 6)) FROM classes AS a) AND (SELECT bool_or(a.class IN (2)) FROM classes AS a)
        ) AS e
        GROUP BY e.gid
    ), h AS (
        -- what the row holds now, and since which event
        SELECT g.*, t.fences AS held, t.fence AS row_fence
        FROM g
        LEFT JOIN LATERAL (
            SELECT NULL::jsonb AS fences, concat(z.source_incarnation, '|', z.lsn, '|', z.source_ts_ms, '|', true, '|', z.topic, '|', z.kafka_partition, '|', z.kafka_offset, '|', z.seq_val) AS fence
            FROM cdc_management.merge_tombstones AS z
            WHERE g.tctid IS NULL AND z.schema_name = v_schema AND z.table_name = v_table AND z.key = g.key
            UNION ALL
            SELECT t."__fences" AS fences, concat(coalesce(t."__incarnation", 0), '|', t."__lsn", '|', t."__source_ts_ms", '|', t."__operation" IS DISTINCT FROM 'r', '|', t."__topic", '|', t."__kafka_partition", '|', t."__kafka_offset", '|', t."__seq_val") AS fence
            FROM {{SCHEMA}}."SoknadVedlegg" AS t WHERE t.ctid = g.tctid
        ) AS t ON true
        OFFSET 0
    ), q AS (
        SELECT h.*,
            CASE
                WHEN h.s0 IS NULL THEN false
                WHEN h.tctid IS NULL AND h.row_fence IS NULL OR (h.newer AND h.s0 = h.sctid) THEN true
                ELSE cdc_management.fence_after(
                    coalesce(h.f0, concat(v_incarnation, '|', h.lsn, '|', h.ts, '|', h.op <> 'r', '|', h.thash, '|', h.part, '|', h.off, '|', h.seq)),
                    CASE WHEN h.held ? '' THEN h.held ->> '' ELSE h.row_fence END
                )
            END AS take0,
            CASE
                WHEN h.s1 IS NULL THEN false
                WHEN h.tctid IS NULL AND h.row_fence IS NULL OR (h.newer AND h.s1 = h.sctid) THEN true
                ELSE cdc_management.fence_after(
                    coalesce(h.f1, concat(v_incarnation, '|', h.lsn, '|', h.ts, '|', h.op <> 'r', '|', h.thash, '|', h.part, '|', h.off, '|', h.seq)),
                    CASE WHEN h.held ? 'Innhold' THEN h.held ->> 'Innhold' ELSE h.row_fence END
                )
            END AS take1,
            CASE
                WHEN h.s2 IS NULL THEN false
                WHEN h.tctid IS NULL AND h.row_fence IS NULL OR (h.newer AND h.s2 = h.sctid) THEN true
                ELSE cdc_management.fence_after(
                    coalesce(h.f2, concat(v_incarnation, '|', h.lsn, '|', h.ts, '|', h.op <> 'r', '|', h.thash, '|', h.part, '|', h.off, '|', h.seq)),
                    CASE WHEN h.held ? 'Tekst' THEN h.held ->> 'Tekst' ELSE h.row_fence END
                )
            END AS take2
        FROM h
        OFFSET 0
    ), c AS MATERIALIZED (
        SELECT q.*, q.newer OR q.take0 OR q.take1 OR q.take2 AS changed,
            nullif(jsonb_strip_nulls(jsonb_build_object(
                '', CASE
                    WHEN q.take0 THEN CASE WHEN q.newer AND q.s0 = q.sctid THEN NULL ELSE to_jsonb(coalesce(q.f0, concat(v_incarnation, '|', q.lsn, '|', q.ts, '|', q.op <> 'r', '|', q.thash, '|', q.part, '|', q.off, '|', q.seq))) END
                    WHEN q.held ? '' THEN q.held -> ''
                    WHEN q.tctid IS NULL THEN coalesce(to_jsonb(q.row_fence), 'false')
                    WHEN q.newer THEN to_jsonb(q.row_fence)
                END,
                'Innhold', CASE
                    WHEN q.take1 THEN CASE WHEN q.newer AND q.s1 = q.sctid THEN NULL ELSE to_jsonb(coalesce(q.f1, concat(v_incarnation, '|', q.lsn, '|', q.ts, '|', q.op <> 'r', '|', q.thash, '|', q.part, '|', q.off, '|', q.seq))) END
                    WHEN q.held ? 'Innhold' THEN q.held -> 'Innhold'
                    WHEN q.tctid IS NULL THEN coalesce(to_jsonb(q.row_fence), 'false')
                    WHEN q.newer THEN to_jsonb(q.row_fence)
                END,
                'Tekst', CASE
                    WHEN q.take2 THEN CASE WHEN q.newer AND q.s2 = q.sctid THEN NULL ELSE to_jsonb(coalesce(q.f2, concat(v_incarnation, '|', q.lsn, '|', q.ts, '|', q.op <> 'r', '|', q.thash, '|', q.part, '|', q.off, '|', q.seq))) END
                    WHEN q.held ? 'Tekst' THEN q.held -> 'Tekst'
                    WHEN q.tctid IS NULL THEN coalesce(to_jsonb(q.row_fence), 'false')
                    WHEN q.newer THEN to_jsonb(q.row_fence)
                END
            )), '{}'::jsonb) AS fences
        FROM q
    ), cu AS (
        UPDATE {{SCHEMA}}."SoknadVedlegg" AS t
        SET "Filnavn" = CASE WHEN c.take0 THEN s0."Filnavn" ELSE t."Filnavn" END,
    "MimeType" = CASE WHEN c.take0 THEN s0."MimeType" ELSE t."MimeType" END,
    "Størrelse" = CASE WHEN c.take0 THEN s0."Størrelse" ELSE t."Størrelse" END,
    "Sjekksum" = CASE WHEN c.take0 THEN s0."Sjekksum" ELSE t."Sjekksum" END,
    "Virusskannet" = CASE WHEN c.take0 THEN s0."Virusskannet" ELSE t."Virusskannet" END,
    "Virusresultat" = CASE WHEN c.take0 THEN s0."Virusresultat" ELSE t."Virusresultat" END,
    "LastetOppAv" = CASE WHEN c.take0 THEN s0."LastetOppAv" ELSE t."LastetOppAv" END,
    "LastetOpp" = CASE WHEN c.take0 THEN s0."LastetOpp" ELSE t."LastetOpp" END,
    "Slettet" = CASE WHEN c.take0 THEN s0."Slettet" ELSE t."Slettet" END,
    "RowVer" = CASE WHEN c.take0 THEN s0."RowVer" ELSE t."RowVer" END,
    "_customer_id" = CASE WHEN c.take0 THEN s0."_customer_id" ELSE t."_customer_id" END,
    "Innhold" = CASE WHEN c.take1 THEN s1."Innhold" ELSE t."Innhold" END,
    "Tekst" = CASE WHEN c.take2 THEN s2."Tekst" ELSE t."Tekst" END,
    "__sync_timestamp" = v_now,
            "__source" = CASE WHEN c.newer THEN s."__source" ELSE t."__source" END,
            "__source_ts_ms" = CASE WHEN c.newer THEN s."__source_ts_ms" ELSE t."__source_ts_ms" END,
            "__operation" = CASE WHEN c.newer THEN c.op ELSE t."__operation" END,
            "__deleted" = CASE WHEN c.newer THEN c.op = 'd' ELSE t."__deleted" END,
            "__lsn" = CASE WHEN c.newer THEN c.lsn ELSE t."__lsn" END,
            "__seq_val" = CASE WHEN c.newer THEN c.seq ELSE t."__seq_val" END,
            "__kafka_partition" = CASE WHEN c.newer THEN s."__kafka_partition" ELSE t."__kafka_partition" END,
            "__kafka_offset" = CASE WHEN c.newer THEN s."__kafka_offset" ELSE t."__kafka_offset" END,
            "__topic" = CASE WHEN c.newer THEN c.thash ELSE t."__topic" END,
            "__incarnation" = CASE WHEN c.newer THEN nullif(v_incarnation, 0) ELSE t."__incarnation" END,
            "__fences" = c.fences
        FROM c
        JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = c.sctid AND s."__slot" = v_slot
        LEFT JOIN (
        SELECT x.ctid AS position, x."Filnavn", x."MimeType", x."Størrelse", x."Sjekksum", x."Virusskannet", x."Virusresultat", x."LastetOppAv", x."LastetOpp", x."Slettet", x."RowVer", x."_customer_id", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_SoknadVedlegg" AS x WHERE x."__slot" = v_slot
    ) AS s0 ON s0.position = c.s0
        LEFT JOIN (
        SELECT x.ctid AS position, x."Innhold", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_SoknadVedlegg" AS x WHERE x."__slot" = v_slot
    ) AS s1 ON s1.position = c.v1
        LEFT JOIN (
        SELECT x.ctid AS position, x."Tekst", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_SoknadVedlegg" AS x WHERE x."__slot" = v_slot
    ) AS s2 ON s2.position = c.v2
        WHERE c.class = 6 AND c.changed AND t.ctid = c.tctid
        RETURNING 1
    ), ci AS (
        INSERT INTO {{SCHEMA}}."SoknadVedlegg" ("SoknadId", "Nr", "Filnavn", "MimeType", "Størrelse", "Sjekksum", "Virusskannet", "Virusresultat", "LastetOppAv", "LastetOpp", "Slettet", "RowVer", "_customer_id", "Innhold", "Tekst", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences")
        SELECT s."SoknadId", s."Nr", s0."Filnavn", s0."MimeType", s0."Størrelse", s0."Sjekksum", s0."Virusskannet", s0."Virusresultat", s0."LastetOppAv", s0."LastetOpp", s0."Slettet", s0."RowVer", s0."_customer_id", s1."Innhold", s2."Tekst", 
            v_now, s."__source", s."__source_ts_ms", c.op, c.op = 'd', c.lsn, c.seq,
            s."__kafka_partition", s."__kafka_offset", c.thash, nullif(v_incarnation, 0), c.fences
        FROM c
        JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = c.sctid AND s."__slot" = v_slot
        LEFT JOIN (
        SELECT x.ctid AS position, x."Filnavn", x."MimeType", x."Størrelse", x."Sjekksum", x."Virusskannet", x."Virusresultat", x."LastetOppAv", x."LastetOpp", x."Slettet", x."RowVer", x."_customer_id", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_SoknadVedlegg" AS x WHERE x."__slot" = v_slot
    ) AS s0 ON s0.position = c.s0
        LEFT JOIN (
        SELECT x.ctid AS position, x."Innhold", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_SoknadVedlegg" AS x WHERE x."__slot" = v_slot
    ) AS s1 ON s1.position = c.v1 AND c.take1
        LEFT JOIN (
        SELECT x.ctid AS position, x."Tekst", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_SoknadVedlegg" AS x WHERE x."__slot" = v_slot
    ) AS s2 ON s2.position = c.v2 AND c.take2
        WHERE c.class = 5
        RETURNING 1
    ), u AS (
        UPDATE {{SCHEMA}}."SoknadVedlegg" AS t
        SET ("Filnavn", "MimeType", "Størrelse", "Sjekksum", "Virusskannet", "Virusresultat", "LastetOppAv", "LastetOpp", "Slettet", "RowVer", "_customer_id", "Innhold", "Tekst", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences") = ROW(
    s."Filnavn", s."MimeType", s."Størrelse", s."Sjekksum", s."Virusskannet", s."Virusresultat", s."LastetOppAv", s."LastetOpp", s."Slettet", s."RowVer", s."_customer_id", s."Innhold", s."Tekst", 
            v_now, s."__source", s."__source_ts_ms", p.op, p.op = 'd', p.lsn, p.seq,
            s."__kafka_partition", s."__kafka_offset", p.thash, nullif(v_incarnation, 0), NULL)
        FROM p JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 1 AND t.ctid = p.tctid AND (SELECT bool_or(a.class IN (1)) FROM classes AS a)
        RETURNING 1
    ), i AS (
        INSERT INTO {{SCHEMA}}."SoknadVedlegg" ("SoknadId", "Nr", "Filnavn", "MimeType", "Størrelse", "Sjekksum", "Virusskannet", "Virusresultat", "LastetOppAv", "LastetOpp", "Slettet", "RowVer", "_customer_id", "Innhold", "Tekst", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation")
        SELECT s."SoknadId", s."Nr", s."Filnavn", s."MimeType", s."Størrelse", s."Sjekksum", s."Virusskannet", s."Virusresultat", s."LastetOppAv", s."LastetOpp", s."Slettet", s."RowVer", s."_customer_id", s."Innhold", s."Tekst", 
            v_now, s."__source", s."__source_ts_ms", p.op, p.op = 'd', p.lsn, p.seq,
            s."__kafka_partition", s."__kafka_offset", p.thash, nullif(v_incarnation, 0)
        FROM p JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 0 AND (SELECT bool_or(a.class IN (0)) FROM classes AS a)
        RETURNING 1
    ), x AS (
        DELETE FROM {{SCHEMA}}."SoknadVedlegg" AS t USING p WHERE p.class = 7 AND t.ctid = p.tctid
        RETURNING 1
    ), z AS (
        INSERT INTO cdc_management.merge_tombstones (
            schema_name, table_name, key, source_incarnation, lsn, source_ts_ms, seq_val, topic, kafka_partition, kafka_offset
        )
        SELECT v_schema, v_table, p.key, v_incarnation, p.lsn, p.ts, p.seq, p.thash, p.part, p.off
        FROM p WHERE p.class IN (7, 8)
        ON CONFLICT (schema_name, table_name, key) DO UPDATE
        SET source_incarnation = excluded.source_incarnation, lsn = excluded.lsn, source_ts_ms = excluded.source_ts_ms,
            seq_val = excluded.seq_val, topic = excluded.topic, kafka_partition = excluded.kafka_partition,
            kafka_offset = excluded.kafka_offset, deleted_at = clock_timestamp()
        RETURNING 1
    ), rej AS (
        INSERT INTO cdc_management.merge_rejects (
            schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id
        )
        SELECT v_schema, v_table, p.reason, jsonb_object(
        ARRAY['SoknadId', 'Nr', 'Filnavn', 'MimeType', 'Størrelse', 'Sjekksum', 'Virusskannet', 'Virusresultat', 'LastetOppAv', 'LastetOpp', 'Slettet', 'RowVer', '_customer_id', 'Innhold', 'Tekst', '__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp']::text[],
        ARRAY[s."SoknadId"::text, s."Nr"::text, s."Filnavn"::text, s."MimeType"::text, s."Størrelse"::text, s."Sjekksum"::text, s."Virusskannet"::text, s."Virusresultat"::text, s."LastetOppAv"::text, s."LastetOpp"::text, s."Slettet"::text, s."RowVer"::text, s."_customer_id"::text, s."Innhold"::text, s."Tekst"::text, s."__operation"::text, s."__source_ts_ms"::text, s."__lsn"::text, s."__seq_val"::text, s."__source"::text, s."__kafka_topic"::text, s."__kafka_partition"::text, s."__kafka_offset"::text, s."__kafka_timestamp"::text]
    ),
            s."__kafka_topic", s."__kafka_partition", s."__kafka_offset", s."__reject_id"
        FROM p JOIN {{SCHEMA}}."stg_SoknadVedlegg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 4 AND (SELECT bool_or(a.class IN (4)) FROM classes AS a)
        RETURNING 1
    ), fates AS (
        SELECT a.tenant, a.topic, a.part, a.class, a.rows, CASE a.class
            WHEN 2 THEN 'superseded' WHEN 3 THEN 'stale' WHEN 9 THEN 'stale' WHEN 4 THEN 'rejected' ELSE 'applied' END AS fate
        FROM classes AS a WHERE a.class NOT IN (5, 6)
        UNION ALL
        SELECT c.tenant, c.topic, c.pos_part, c.class, count(*), CASE WHEN c.changed THEN 'applied' ELSE 'stale' END
        FROM c GROUP BY c.tenant, c.topic, c.pos_part, c.class, c.changed
    ), d AS (
        DELETE FROM {{SCHEMA}}."stg_SoknadVedlegg" AS s
        WHERE s."__slot" = v_slot AND s.ctid >= v_todo[1] AND s.ctid < v_todo[2]
        RETURNING 1
    ), totals AS MATERIALIZED (
        SELECT w.tenant, w.topic, w.part, sum(w.rows)::bigint AS taken, min(w.min_offset) AS min_offset,
            max(w.max_offset) AS max_offset, min(w.ts_min) AS ts_min, max(w.ts_max) AS ts_max,
            sum(w.without_lsn)::bigint AS without_lsn,
            sum(bit_count(w.bits::bit(64))) < max(w.max_offset) - min(w.min_offset) + 1 AS holed
        FROM (
            SELECT w.tenant, w.topic, w.part, w.word, bit_or(w.bits) AS bits, sum(w.rows) AS rows,
                min(w.min_offset) AS min_offset, max(w.max_offset) AS max_offset, min(w.ts_min) AS ts_min,
                max(w.ts_max) AS ts_max, sum(w.without_lsn) AS without_lsn
            FROM words AS w GROUP BY w.tenant, w.topic, w.part, w.word
        ) AS w
        GROUP BY w.tenant, w.topic, w.part
    ), runs AS (
        -- where an offset does not follow the one before it, a run begins
        SELECT r.tenant, r.topic, r.part, r.off,
            lead(r.previous) OVER (PARTITION BY r.tenant, r.topic, r.part ORDER BY r.off) AS last
        FROM (
            SELECT w.tenant, w.topic, w.part, (w.word << 6) + b.bit AS off,
                lag((w.word << 6) + b.bit) OVER (PARTITION BY w.tenant, w.topic, w.part ORDER BY w.word, b.bit) AS previous
            FROM (
                SELECT w.tenant, w.topic, w.part, w.word, bit_or(w.bits) AS bits
                FROM words AS w GROUP BY w.tenant, w.topic, w.part, w.word
            ) AS w
            CROSS JOIN generate_series(0, 63) AS b (bit)
            WHERE (SELECT bool_or(t.holed) FROM totals AS t)  -- which spares the pass where none is
                AND w.bits & (1::bigint << b.bit) <> 0
                AND ((w.tenant, w.topic, w.part) IN (SELECT t.tenant, t.topic, t.part FROM totals AS t WHERE t.holed)) IS TRUE
        ) AS r
        WHERE r.previous IS NULL OR r.off > r.previous + 1
    ), sums AS (
        -- put together by grouping: a join of these could be planned as a product
        SELECT u.tenant, u.topic, u.part, max(u.taken) AS taken, max(u.min_offset) AS min_offset, max(u.max_offset) AS max_offset,
            max(u.ts_min) AS ts_min, max(u.ts_max) AS ts_max, max(u.without_lsn) AS without_lsn,
            max(u.runs) AS runs, range_agg(u.ranges) AS ranges, max(u.last_run) AS last_run,
            sum(u.rows) FILTER (WHERE u.fate = 'applied') AS applied, sum(u.rows) FILTER (WHERE u.fate = 'superseded') AS superseded,
            sum(u.rows) FILTER (WHERE u.fate = 'stale') AS stale, sum(u.rows) FILTER (WHERE u.fate = 'rejected') AS rejected
        FROM (
            SELECT t.tenant, t.topic, t.part, t.taken, t.min_offset, t.max_offset, t.ts_min, t.ts_max, t.without_lsn,
                NULL::bigint AS runs, NULL::int8multirange AS ranges, NULL::bigint AS last_run,
                NULL::text AS fate, NULL::bigint AS rows
            FROM totals AS t
            UNION ALL
            SELECT r.tenant, r.topic, r.part, NULL, NULL, NULL, NULL, NULL, NULL,
                count(*), range_agg(int8range(r.off, r.last, '[]')) FILTER (WHERE r.last IS NOT NULL), max(r.off), NULL, NULL
            FROM runs AS r GROUP BY r.tenant, r.topic, r.part
            UNION ALL
            SELECT f.tenant, f.topic, f.part, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, f.fate, f.rows
            FROM fates AS f
        ) AS u
        GROUP BY u.tenant, u.topic, u.part
    ), parts AS (
        SELECT jsonb_agg(jsonb_build_object(
            'tenant', t.tenant, 'topic', t.topic, 'partition', t.part, 'min_offset', t.min_offset, 'max_offset', t.max_offset,
            'ranges', CASE WHEN t.runs > 1 THEN (t.ranges + int8multirange(int8range(t.last_run, t.max_offset, '[]')))::text END,
            'ts_min', t.ts_min, 'ts_max', t.ts_max, 'taken', t.taken, 'applied', coalesce(t.applied, 0),
            'superseded', coalesce(t.superseded, 0), 'stale', coalesce(t.stale, 0), 'rejected', coalesce(t.rejected, 0)
        )) AS parts, coalesce(sum(t.taken), 0)::bigint AS taken, coalesce(sum(t.without_lsn), 0)::bigint AS without_lsn,
            coalesce(sum(t.taken) FILTER (WHERE t.topic IS NULL), 0)::bigint AS without_position
        FROM sums AS t
    )
    SELECT (SELECT count(*) FROM d) AS taken, parts.parts, parts.without_lsn, parts.without_position,
        (SELECT coalesce(sum(f.rows), 0) FROM fates AS f WHERE f.fate = 'applied')::bigint AS applied,
        (SELECT coalesce(sum(f.rows), 0) FROM fates AS f WHERE f.fate = 'superseded')::bigint AS superseded,
        (SELECT coalesce(sum(f.rows), 0) FROM fates AS f WHERE f.fate = 'stale')::bigint AS stale,
        (SELECT coalesce(sum(f.rows), 0) FROM fates AS f WHERE f.fate = 'rejected')::bigint AS rejected,
        (SELECT count(*) FROM rej) AS set_aside,
        (SELECT count(*) FROM u) + (SELECT count(*) FROM i) + (SELECT count(*) FROM x)
            + (SELECT count(*) FROM z) - (SELECT coalesce(sum(a.rows), 0) FROM classes AS a WHERE a.class = 7)::bigint
            + (SELECT count(*) FROM cu) + (SELECT count(*) FROM ci) AS written,
        (SELECT coalesce(sum(f.rows), 0) FROM fates AS f WHERE f.class = 9)::bigint AS regressed,
        (SELECT coalesce(sum(f.rows), 0) FROM fates AS f WHERE f.class IN (1, 3, 6, 7, 9))::bigint AS met,
        CASE WHEN (SELECT bool_or(a.class IN (9)) FROM classes AS a) THEN (
            SELECT jsonb_agg(jsonb_build_object('topic', w.topic, 'partition', w.part, 'offset', w.min_offset))
            FROM (
                SELECT w.topic, w.part, min(w.min_offset) AS min_offset FROM words AS w
                WHERE w.class = 9 AND w.topic IS NOT NULL GROUP BY w.topic, w.part
            ) AS w
        ) END AS regressed_from,
        -- What only the careful way gets right: within one commit a later offset of the same partition with a lower
        -- __seq_val, events with and without __lsn side by side, events of an earlier incarnation of the source.
        CASE WHEN v_incarnation = 0 THEN 0 ELSE (
        SELECT count(*) FROM words AS w
        JOIN cdc_management.source_borders AS b ON b.schema_name = v_schema AND b.table_name = v_table
            AND b.kafka_topic = w.topic AND b.kafka_partition = w.part AND b.upto_offset >= w.min_offset
    ) END + (
            SELECT count(*) FROM (
                SELECT e.off > lag(e.off) OVER (
                    PARTITION BY e.gid, e.lsn, e.ts, e.op = 'r', e.thash, e.part ORDER BY e.lsn DESC NULLS LAST, CASE WHEN e.lsn IS NULL THEN e.ts END DESC NULLS LAST,
                    e.op = 'r', e.ts DESC NULLS LAST, e.seq DESC NULLS LAST, e.off DESC NULLS LAST,
                    e.thash DESC NULLS LAST, e.part DESC NULLS LAST,
                    CASE WHEN e.lsn IS NULL AND e.ts IS NULL AND e.off IS NULL THEN e.sctid END DESC NULLS LAST, e.sctid
                ) AS late
                FROM p AS e
                WHERE (e.gid IN (SELECT o.gid FROM p AS o WHERE o.tied AND o.sctid <> o.gid)) IS TRUE AND e.class <> 4
                    AND (SELECT bool_or(a.tied) FROM classes AS a)
            ) AS e WHERE e.late
        ) + CASE WHEN parts.without_lsn > 0 AND parts.without_lsn < (SELECT count(*) FROM d) THEN (
            SELECT count(*) FROM p WHERE p.lsn IS NULL AND p.class <> 4
        ) ELSE 0 END AS disordered
    INTO STRICT v_result
    FROM parts;
                    END IF;
                    IF v_result.disordered > 0 THEN
                        RAISE SQLSTATE 'CDC02';
                    END IF;
                    IF v_result.taken <> v_result.applied + v_result.superseded + v_result.stale + v_result.rejected
                        OR v_result.applied <> v_result.written OR v_result.rejected <> v_result.set_aside
                    THEN
                        RAISE EXCEPTION 'merge of %: % rows taken, but % applied (% written) + % superseded + % stale + % rejected (% set aside)',
                            c_target, v_result.taken, v_result.applied, v_result.written, v_result.superseded,
                            v_result.stale, v_result.rejected, v_result.set_aside
                            USING ERRCODE = 'CDC01',
                            HINT = 'Nothing was changed. Was the table written to by someone else meanwhile? Merge again.';
                    END IF;
                    IF v_result.taken > 0 THEN
                        IF v_pieces IS NULL THEN
                            PERFORM cdc_management.account_batch(v_schema, v_table, v_result.parts, v_now);
                        ELSE
                            v_pieces := v_pieces || v_result.parts;
                        END IF;
                        v_total := ARRAY[
                            v_total[1] + v_result.taken, v_total[2] + v_result.applied, v_total[3] + v_result.superseded,
                            v_total[4] + v_result.stale, v_total[5] + v_result.rejected, v_total[6] + v_result.without_lsn,
                            v_total[7] + v_result.without_position, v_total[8] + (v_pieces IS NULL)::integer
                        ];
                        IF v_result.regressed * 2 > v_result.met THEN
                            PERFORM cdc_management.note_regression(
                                v_schema, v_table, v_result.regressed, v_result.met, v_result.regressed_from
                            );
                        END IF;
                    END IF;
                    v_todo := v_todo[2:];
                    v_careful := cardinality(v_todo) > 1;  -- the other half of a range that was cut
                EXCEPTION
                    WHEN SQLSTATE 'CDC02' THEN
                        v_careful := true;
                    WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded THEN
                        GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT;
                        IF NOT v_careful THEN
                            v_careful := true;
                        ELSE
                            SELECT min(b.position), max(b.position), count(*) INTO v_lo, v_hi, v_rows FROM (
                                SELECT s.ctid AS position FROM {{SCHEMA}}."stg_SoknadVedlegg" AS s
                                WHERE s."__slot" = v_slot AND s.ctid >= v_todo[1] AND s.ctid < v_todo[2]
                            ) AS b;
                            IF v_lo IS NULL THEN
                                RAISE;
                            END IF;
                            -- Of a short range planning takes the most: one plan for all of them.
                            PERFORM set_config(
                                'plan_cache_mode', CASE WHEN v_rows < 1000 THEN 'force_generic_plan' ELSE 'force_custom_plan' END, true
                            );
                            IF v_rows = 1 THEN
                                v_refused := v_refused + 1;
                                IF v_refused > c_refused THEN
                                    RAISE EXCEPTION '% refuses its rows one after the other: % of them, the last with %: %',
                                        c_target, v_refused, v_state, v_message
                                        USING ERRCODE = 'CDC04',
                                        HINT = 'Nothing was changed. Look for a constraint, a trigger or a type that the table has got by itself.';
                                END IF;
                                WITH gone AS (
                                    DELETE FROM {{SCHEMA}}."stg_SoknadVedlegg" AS s WHERE s."__slot" = v_slot AND s.ctid = v_lo RETURNING s.*
                                ), kept AS (
                                    INSERT INTO cdc_management.merge_rejects (
                                        schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id
                                    )
                                    SELECT v_schema, v_table, v_state || ': ' || v_message, jsonb_object(
    ARRAY['SoknadId', 'Nr', 'Filnavn', 'MimeType', 'Størrelse', 'Sjekksum', 'Virusskannet', 'Virusresultat', 'LastetOppAv', 'LastetOpp', 'Slettet', 'RowVer', '_customer_id', 'Innhold', 'Tekst', '__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp']::text[],
    ARRAY[s."SoknadId"::text, s."Nr"::text, s."Filnavn"::text, s."MimeType"::text, s."Størrelse"::text, s."Sjekksum"::text, s."Virusskannet"::text, s."Virusresultat"::text, s."LastetOppAv"::text, s."LastetOpp"::text, s."Slettet"::text, s."RowVer"::text, s."_customer_id"::text, s."Innhold"::text, s."Tekst"::text, s."__operation"::text, s."__source_ts_ms"::text, s."__lsn"::text, s."__seq_val"::text, s."__source"::text, s."__kafka_topic"::text, s."__kafka_partition"::text, s."__kafka_offset"::text, s."__kafka_timestamp"::text]
),
                                        s."__kafka_topic", s."__kafka_partition", s."__kafka_offset", s."__reject_id"
                                    FROM gone AS s
                                )
                                SELECT jsonb_build_array(jsonb_build_object(
    'tenant', ''::text, 'topic', CASE WHEN (s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND coalesce(s."__kafka_partition", -1) >= 0 AND coalesce(s."__kafka_offset", -1) BETWEEN 0 AND 9223372036854775806) THEN s."__kafka_topic" END,
    'partition', CASE WHEN (s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND coalesce(s."__kafka_partition", -1) >= 0 AND coalesce(s."__kafka_offset", -1) BETWEEN 0 AND 9223372036854775806) THEN s."__kafka_partition" END,
    'min_offset', CASE WHEN (s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND coalesce(s."__kafka_partition", -1) >= 0 AND coalesce(s."__kafka_offset", -1) BETWEEN 0 AND 9223372036854775806) THEN s."__kafka_offset" END,
    'max_offset', CASE WHEN (s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND coalesce(s."__kafka_partition", -1) >= 0 AND coalesce(s."__kafka_offset", -1) BETWEEN 0 AND 9223372036854775806) THEN s."__kafka_offset" END,
    'ts_min', s."__source_ts_ms", 'ts_max', s."__source_ts_ms",
    'taken', 1, 'applied', 0, 'superseded', 0, 'stale', 0, 'rejected', 1
)) AS parts,
                                    (s."__lsn" IS NULL)::integer AS without_lsn,
                                    (NOT (s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND coalesce(s."__kafka_partition", -1) >= 0 AND coalesce(s."__kafka_offset", -1) BETWEEN 0 AND 9223372036854775806))::integer AS without_position
                                INTO v_single FROM gone AS s;
                                IF v_pieces IS NULL THEN
                            PERFORM cdc_management.account_batch(v_schema, v_table, v_single.parts, v_now);
                        ELSE
                            v_pieces := v_pieces || v_single.parts;
                        END IF;
                                v_total := ARRAY[
                                    v_total[1] + 1, v_total[2], v_total[3], v_total[4], v_total[5] + 1,
                                    v_total[6] + v_single.without_lsn, v_total[7] + v_single.without_position,
                                    v_total[8] + (v_pieces IS NULL)::integer
                                ];
                                v_todo := v_todo[2:];
                            ELSE
                                SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY b.position) INTO v_hi FROM (
                                    SELECT s.ctid AS position FROM {{SCHEMA}}."stg_SoknadVedlegg" AS s
                                    WHERE s."__slot" = v_slot AND s.ctid > v_lo AND s.ctid < v_todo[2]
                                ) AS b;
                                v_todo := ARRAY[v_todo[1], v_hi] || v_todo[2:];
                                v_pieces := coalesce(v_pieces, '{}');
                            END IF;
                            v_lo := v_todo[cardinality(v_todo)];
                        END IF;
                END;
            END LOOP;
            IF v_pieces IS NOT NULL THEN
                PERFORM cdc_management.account_batch(v_schema, v_table, (
                    SELECT jsonb_agg(e.part) FROM unnest(v_pieces) AS p (parts), jsonb_array_elements(p.parts) AS e (part)
                ), v_now);
                v_total[8] := v_total[8] + 1;
                v_pieces := NULL;
            END IF;
        END LOOP;
    END LOOP;

    IF v_total[8] > 0 THEN
        UPDATE cdc_management.merge_control AS m
        SET rows_taken = m.rows_taken + v_total[1], rows_applied = m.rows_applied + v_total[2],
            rows_superseded = m.rows_superseded + v_total[3], rows_stale = m.rows_stale + v_total[4],
            rows_rejected = m.rows_rejected + v_total[5], rows_without_lsn = m.rows_without_lsn + v_total[6],
            rows_without_position = m.rows_without_position + v_total[7], batches = m.batches + v_total[8],            last_merge_at = clock_timestamp(),
            last_duration_ms = extract(epoch FROM clock_timestamp() - v_started) * 1000
        WHERE m.schema_name = v_schema AND m.table_name = v_table;
    END IF;
    IF v_replayed IS NOT NULL THEN
        UPDATE cdc_management.merge_rejects AS r SET merged_at = clock_timestamp()
        WHERE r.id = ANY (v_replayed) AND NOT EXISTS (SELECT FROM {{SCHEMA}}."stg_SoknadVedlegg" AS s WHERE s."__reject_id" = r.id);
    END IF;
    PERFORM cdc_management.truncate_drained(c_staging);
END
$cdc$;

COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_soknadvedlegg"(integer, numeric) IS 'Merges the change events of dbo.SoknadVedlegg in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_soknadvedlegg"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."SoknadVedlegg"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_SoknadVedlegg"),
    'sp_merge_soknadvedlegg'
);
