-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ImportLogg of AdOpusTest, service adopus
-- target: ImportLogg in each tenant's schema, sink_asma.directory
-- templates: customer_id, received_at
-- sha256: 2e1603e9f68d94bd897aea4f68ef6ded659c65d85f6cbb3732d38e70c5825158

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_importlogg"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
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
    c_target CONSTANT regclass := cdc_management.relation_of(NULL::{{SCHEMA}}."ImportLogg");
    c_refused CONSTANT integer := 1000;  -- rows that one call finds out by trying
    c_staging CONSTANT regclass := cdc_management.relation_of(NULL::{{SCHEMA}}."stg_ImportLogg");
    v_schema text;
    v_table text := 'ImportLogg';
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
            SELECT least(greatest(33 * p_batch_size::bigint / greatest(count(*), 1), 1), 12000) INTO v_few FROM {{SCHEMA}}."stg_ImportLogg" AS s
            WHERE s."__slot" = v_slot AND s.ctid < '(32,0)';
            v_step := v_few;
            v_step := ceil(v_pages / greatest(round(v_pages::numeric / v_step), 1));  -- no small batch at the end
        END IF;
        WHILE v_lo < v_end LOOP
            -- The batch: the next rows in the order they lie, up to a position that no later row can shift.
            IF v_step IS NULL THEN
                SELECT s.ctid INTO v_hi FROM {{SCHEMA}}."stg_ImportLogg" AS s
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
        WHEN v_careful AND NOT ((char_length(s."Jobb") <= 128 OR char_length(rtrim(s."Jobb", ' ')) <= 128))
            THEN 'the value of «Jobb» does not fit varchar(128)'
        WHEN v_careful AND NOT ((char_length(s."Kilde") <= 20 OR char_length(rtrim(s."Kilde", ' ')) <= 20))
            THEN 'the value of «Kilde» does not fit varchar(20)'
        WHEN v_careful AND NOT ((char_length(s."Filnavn") <= 260 OR char_length(rtrim(s."Filnavn", ' ')) <= 260))
            THEN 'the value of «Filnavn» does not fit varchar(260)'
        WHEN v_careful AND NOT ((char_length(s."Nivå") <= 1 OR char_length(rtrim(s."Nivå", ' ')) <= 1))
            THEN 'the value of «Nivå» does not fit varchar(1)'
        WHEN v_careful AND NOT (((s."Antall" > -999999999999999999.5 AND s."Antall" < 999999999999999999.5) OR s."Antall" = 'NaN'))
            THEN 'the value of «Antall» does not fit numeric(18,0)'
        WHEN v_careful AND NOT ((char_length(s."Pnr") <= 11 OR char_length(rtrim(s."Pnr", ' ')) <= 11))
            THEN 'the value of «Pnr» does not fit varchar(11)'
        WHEN v_careful AND NOT ((char_length(s."Maskin") <= 64 OR char_length(rtrim(s."Maskin", ' ')) <= 64))
            THEN 'the value of «Maskin» does not fit varchar(64)'
        WHEN n.op IS NULL THEN 'unknown __operation'
        WHEN n.raw_lsn IS NOT NULL AND n.lsn IS NULL THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN n.off < 0 OR n.part < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN n.off = 9223372036854775807 OR octet_length(n.topic) > 249 THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END AS reason
        FROM (
            SELECT s.ctid AS sctid, CASE
                    WHEN s."__operation" IN ('u', 'c', 'd', 'r') THEN s."__operation"
                    WHEN s."__operation" IS NULL THEN 'u'
                    ELSE CASE upper(s."__operation")
                        WHEN 'C' THEN 'c' WHEN 'INSERT' THEN 'c' WHEN 'U' THEN 'u' WHEN 'UPDATE' THEN 'u'
                        WHEN 'D' THEN 'd' WHEN 'DELETE' THEN 'd' WHEN 'R' THEN 'r' WHEN 'READ' THEN 'r'
                    END
                END AS op,
                s."__source_ts_ms" AS ts, s."__lsn" AS raw_lsn, CASE
                    WHEN s."__lsn" ~ '^[0-9a-f]{20}$' THEN s."__lsn"
                    WHEN s."__lsn" ~* '^(0x)?([0-9a-f]{20}|[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4})$'
                        THEN lower(replace(regexp_replace(s."__lsn", '^0[xX]', ''), ':', ''))
                END COLLATE "C" AS lsn, CASE
                    WHEN octet_length(s."__seq_val") = 20 THEN lower(s."__seq_val" COLLATE "C")
                    ELSE lower(replace(regexp_replace(s."__seq_val", '^0[xX]', ''), ':', ''))
                END COLLATE "C" AS seq,
                s."__kafka_topic" COLLATE "C" AS topic, s."__kafka_partition" AS part, s."__kafka_offset" AS off,
                (s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND coalesce(s."__kafka_partition", -1) >= 0 AND coalesce(s."__kafka_offset", -1) BETWEEN 0 AND 9223372036854775806) AS positioned, s."__reject_id" IS NOT NULL AS replayed,
                ''::text AS tenant
            FROM {{SCHEMA}}."stg_ImportLogg" AS s
            WHERE s."__slot" = v_slot AND s.ctid >= v_todo[1] AND s.ctid < v_todo[2]
            OFFSET 0
        ) AS n
        JOIN {{SCHEMA}}."stg_ImportLogg" AS s ON s.ctid = n.sctid AND s."__slot" = v_slot
        OFFSET 0
    ), r AS (
        SELECT n.*, row_number() OVER (
            -- of an offset that came twice a sound row wins
            PARTITION BY n.positioned AND NOT n.replayed, n.tenant, n.topic, n.part, n.off ORDER BY n.reason IS NOT NULL, n.sctid
        ) AS rn
        FROM n
    ), p AS MATERIALIZED (
        -- class: 0 insert, 2 superseded (the offset twice in the batch), 3 stale (the offset merged before), 4 rejected
        SELECT r.sctid, r.op, r.lsn, r.ts, r.seq, r.tenant, r.reason, hashtext(r.topic) AS hash,
            CASE WHEN r.positioned THEN r.part END AS pos_part,
            CASE WHEN r.positioned THEN r.off END AS pos_off, false AS tied, CASE WHEN r.positioned THEN r.topic END AS topic,
            CASE
                WHEN r.reason IS NOT NULL AND (NOT r.positioned OR r.replayed) THEN 4
                WHEN NOT r.positioned OR r.replayed THEN 0
                WHEN r.off >= c.first_offset AND r.off < c.frontier THEN 3
                WHEN r.off <= c.last_offset AND EXISTS (
                    SELECT FROM (
                        SELECT g.ranges FROM cdc_management.offset_segments AS g
                        WHERE g.coverage_id = c.coverage_id AND g.lo <= r.off ORDER BY g.lo DESC LIMIT 1
                    ) AS g WHERE g.ranges @> r.off
                ) THEN 3
                WHEN r.rn > 1 THEN 2
                WHEN r.reason IS NOT NULL THEN 4
                ELSE 0
            END AS class
        FROM r
        LEFT JOIN cdc_management.topic_incarnations AS i ON i.kafka_topic = r.topic
        LEFT JOIN cdc_management.offset_coverage AS c
            ON r.positioned AND c.schema_name = v_schema AND c.table_name = v_table AND c.kafka_topic = r.topic
            AND c.kafka_partition = r.part AND c.topic_incarnation = coalesce(i.incarnation, 0) AND c.tenant = r.tenant
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
    ), i AS (
        INSERT INTO {{SCHEMA}}."ImportLogg" ("Tidspunkt", "Jobb", "Kilde", "Filnavn", "Linje", "Nivå", "actno", "Antall", "Sekunder", "Andel", "Feilet", "Pnr", "Melding", "Detaljer", "Rad", "Maskin", "_customer_id", "_received_at", "__sync_timestamp", "__source", "__source_ts_ms",
            "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation")
        SELECT s."Tidspunkt", s."Jobb", s."Kilde", s."Filnavn", s."Linje", s."Nivå", s."actno", s."Antall", s."Sekunder", s."Andel", s."Feilet", s."Pnr", s."Melding", s."Detaljer", s."Rad", s."Maskin", s."_customer_id", s."_received_at", v_now, s."__source", s."__source_ts_ms",
            p.op, p.op = 'd', p.lsn, p.seq, s."__kafka_partition", s."__kafka_offset", p.hash, nullif(CASE WHEN v_incarnation = 0 THEN 0 ELSE coalesce((
        SELECT min(b.source_incarnation) FROM cdc_management.source_borders AS b
        WHERE b.schema_name = v_schema AND b.table_name = v_table AND b.kafka_topic = s."__kafka_topic"
            AND b.kafka_partition = s."__kafka_partition" AND b.upto_offset >= s."__kafka_offset"
            AND b.topic_incarnation = coalesce((
                SELECT i.incarnation FROM cdc_management.topic_incarnations AS i WHERE i.kafka_topic = s."__kafka_topic"
            ), 0)
    ), v_incarnation) END, 0)
        FROM p JOIN {{SCHEMA}}."stg_ImportLogg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 0
        RETURNING 1
    ), rej AS (
        INSERT INTO cdc_management.merge_rejects (
            schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id
        )
        SELECT v_schema, v_table, p.reason, jsonb_object(
        ARRAY['Tidspunkt', 'Jobb', 'Kilde', 'Filnavn', 'Linje', 'Nivå', 'actno', 'Antall', 'Sekunder', 'Andel', 'Feilet', 'Pnr', 'Melding', 'Detaljer', 'Rad', 'Maskin', '_customer_id', '_received_at', '__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp']::text[],
        ARRAY[s."Tidspunkt"::text, s."Jobb"::text, s."Kilde"::text, s."Filnavn"::text, s."Linje"::text, s."Nivå"::text, s."actno"::text, s."Antall"::text, s."Sekunder"::text, s."Andel"::text, s."Feilet"::text, s."Pnr"::text, s."Melding"::text, s."Detaljer"::text, s."Rad"::text, s."Maskin"::text, s."_customer_id"::text, s."_received_at"::text, s."__operation"::text, s."__source_ts_ms"::text, s."__lsn"::text, s."__seq_val"::text, s."__source"::text, s."__kafka_topic"::text, s."__kafka_partition"::text, s."__kafka_offset"::text, s."__kafka_timestamp"::text]
    ),
            s."__kafka_topic", s."__kafka_partition", s."__kafka_offset", s."__reject_id"
        FROM p JOIN {{SCHEMA}}."stg_ImportLogg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 4 AND (SELECT bool_or(a.class IN (4)) FROM classes AS a)
        RETURNING 1
    ), fates AS (
        SELECT a.tenant, a.topic, a.part, a.rows,
            CASE a.class WHEN 0 THEN 'applied' WHEN 2 THEN 'superseded' WHEN 3 THEN 'stale' ELSE 'rejected' END AS fate
        FROM classes AS a
    ), d AS (
        DELETE FROM {{SCHEMA}}."stg_ImportLogg" AS s
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
        (SELECT count(*) FROM i) AS written, 0::bigint AS regressed, 0::bigint AS met, 0::bigint AS disordered
    INTO STRICT v_result
    FROM parts;
                    ELSE
                        WITH n AS (
        SELECT n.*, CASE
        WHEN n.op IS NULL THEN 'unknown __operation'
        WHEN n.raw_lsn IS NOT NULL AND n.lsn IS NULL OR octet_length(n.lsn) <> 20 THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN n.off < 0 OR n.part < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN n.off = 9223372036854775807 OR octet_length(n.topic) > 249 THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END AS reason
        FROM (
            SELECT s.ctid AS sctid, CASE
                    WHEN s."__operation" IN ('u', 'c', 'd', 'r') THEN s."__operation"
                    WHEN s."__operation" IS NULL THEN 'u'
                    ELSE CASE upper(s."__operation")
                        WHEN 'C' THEN 'c' WHEN 'INSERT' THEN 'c' WHEN 'U' THEN 'u' WHEN 'UPDATE' THEN 'u'
                        WHEN 'D' THEN 'd' WHEN 'DELETE' THEN 'd' WHEN 'R' THEN 'r' WHEN 'READ' THEN 'r'
                    END
                END AS op,
                s."__source_ts_ms" AS ts, s."__lsn" AS raw_lsn, CASE
                    WHEN octet_length(s."__lsn") = 20 THEN encode(decode(s."__lsn", 'hex'), 'hex')
                    WHEN s."__lsn" ~* '^(0x)?([0-9a-f]{20}|[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4})$'
                        THEN lower(replace(regexp_replace(s."__lsn", '^0[xX]', ''), ':', ''))
                END COLLATE "C" AS lsn, CASE
                    WHEN octet_length(s."__seq_val") = 20 THEN lower(s."__seq_val" COLLATE "C")
                    ELSE lower(replace(regexp_replace(s."__seq_val", '^0[xX]', ''), ':', ''))
                END COLLATE "C" AS seq,
                s."__kafka_topic" COLLATE "C" AS topic, s."__kafka_partition" AS part, s."__kafka_offset" AS off,
                (s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND coalesce(s."__kafka_partition", -1) >= 0 AND coalesce(s."__kafka_offset", -1) BETWEEN 0 AND 9223372036854775806) AS positioned, s."__reject_id" IS NOT NULL AS replayed,
                ''::text AS tenant
            FROM {{SCHEMA}}."stg_ImportLogg" AS s
            WHERE s."__slot" = v_slot AND s.ctid >= v_todo[1] AND s.ctid < v_todo[2]
            OFFSET 0
        ) AS n
    ), r AS (
        SELECT n.*, row_number() OVER (
            -- of an offset that came twice a sound row wins
            PARTITION BY n.positioned AND NOT n.replayed, n.tenant, n.topic, n.part, n.off ORDER BY n.reason IS NOT NULL, n.sctid
        ) AS rn
        FROM n
    ), p AS MATERIALIZED (
        -- class: 0 insert, 2 superseded (the offset twice in the batch), 3 stale (the offset merged before), 4 rejected
        SELECT r.sctid, r.op, r.lsn, r.ts, r.seq, r.tenant, r.reason, hashtext(r.topic) AS hash,
            CASE WHEN r.positioned THEN r.part END AS pos_part,
            CASE WHEN r.positioned THEN r.off END AS pos_off, false AS tied, CASE WHEN r.positioned THEN r.topic END AS topic,
            CASE
                WHEN r.reason IS NOT NULL AND (NOT r.positioned OR r.replayed) THEN 4
                WHEN NOT r.positioned OR r.replayed THEN 0
                WHEN r.off >= c.first_offset AND r.off < c.frontier THEN 3
                WHEN r.off <= c.last_offset AND EXISTS (
                    SELECT FROM (
                        SELECT g.ranges FROM cdc_management.offset_segments AS g
                        WHERE g.coverage_id = c.coverage_id AND g.lo <= r.off ORDER BY g.lo DESC LIMIT 1
                    ) AS g WHERE g.ranges @> r.off
                ) THEN 3
                WHEN r.rn > 1 THEN 2
                WHEN r.reason IS NOT NULL THEN 4
                ELSE 0
            END AS class
        FROM r
        LEFT JOIN cdc_management.topic_incarnations AS i ON i.kafka_topic = r.topic
        LEFT JOIN cdc_management.offset_coverage AS c
            ON r.positioned AND c.schema_name = v_schema AND c.table_name = v_table AND c.kafka_topic = r.topic
            AND c.kafka_partition = r.part AND c.topic_incarnation = coalesce(i.incarnation, 0) AND c.tenant = r.tenant
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
    ), i AS (
        INSERT INTO {{SCHEMA}}."ImportLogg" ("Tidspunkt", "Jobb", "Kilde", "Filnavn", "Linje", "Nivå", "actno", "Antall", "Sekunder", "Andel", "Feilet", "Pnr", "Melding", "Detaljer", "Rad", "Maskin", "_customer_id", "_received_at", "__sync_timestamp", "__source", "__source_ts_ms",
            "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation")
        SELECT s."Tidspunkt", s."Jobb", s."Kilde", s."Filnavn", s."Linje", s."Nivå", s."actno", s."Antall", s."Sekunder", s."Andel", s."Feilet", s."Pnr", s."Melding", s."Detaljer", s."Rad", s."Maskin", s."_customer_id", s."_received_at", v_now, s."__source", s."__source_ts_ms",
            p.op, p.op = 'd', p.lsn, p.seq, s."__kafka_partition", s."__kafka_offset", p.hash, nullif(CASE WHEN v_incarnation = 0 THEN 0 ELSE coalesce((
        SELECT min(b.source_incarnation) FROM cdc_management.source_borders AS b
        WHERE b.schema_name = v_schema AND b.table_name = v_table AND b.kafka_topic = s."__kafka_topic"
            AND b.kafka_partition = s."__kafka_partition" AND b.upto_offset >= s."__kafka_offset"
            AND b.topic_incarnation = coalesce((
                SELECT i.incarnation FROM cdc_management.topic_incarnations AS i WHERE i.kafka_topic = s."__kafka_topic"
            ), 0)
    ), v_incarnation) END, 0)
        FROM p JOIN {{SCHEMA}}."stg_ImportLogg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 0
        RETURNING 1
    ), rej AS (
        INSERT INTO cdc_management.merge_rejects (
            schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id
        )
        SELECT v_schema, v_table, p.reason, jsonb_object(
        ARRAY['Tidspunkt', 'Jobb', 'Kilde', 'Filnavn', 'Linje', 'Nivå', 'actno', 'Antall', 'Sekunder', 'Andel', 'Feilet', 'Pnr', 'Melding', 'Detaljer', 'Rad', 'Maskin', '_customer_id', '_received_at', '__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp']::text[],
        ARRAY[s."Tidspunkt"::text, s."Jobb"::text, s."Kilde"::text, s."Filnavn"::text, s."Linje"::text, s."Nivå"::text, s."actno"::text, s."Antall"::text, s."Sekunder"::text, s."Andel"::text, s."Feilet"::text, s."Pnr"::text, s."Melding"::text, s."Detaljer"::text, s."Rad"::text, s."Maskin"::text, s."_customer_id"::text, s."_received_at"::text, s."__operation"::text, s."__source_ts_ms"::text, s."__lsn"::text, s."__seq_val"::text, s."__source"::text, s."__kafka_topic"::text, s."__kafka_partition"::text, s."__kafka_offset"::text, s."__kafka_timestamp"::text]
    ),
            s."__kafka_topic", s."__kafka_partition", s."__kafka_offset", s."__reject_id"
        FROM p JOIN {{SCHEMA}}."stg_ImportLogg" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 4 AND (SELECT bool_or(a.class IN (4)) FROM classes AS a)
        RETURNING 1
    ), fates AS (
        SELECT a.tenant, a.topic, a.part, a.rows,
            CASE a.class WHEN 0 THEN 'applied' WHEN 2 THEN 'superseded' WHEN 3 THEN 'stale' ELSE 'rejected' END AS fate
        FROM classes AS a
    ), d AS (
        DELETE FROM {{SCHEMA}}."stg_ImportLogg" AS s
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
        (SELECT count(*) FROM i) AS written, 0::bigint AS regressed, 0::bigint AS met, 0::bigint AS disordered
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
                        PERFORM cdc_management.account_batch(v_schema, v_table, v_result.parts, v_now);
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
                                SELECT s.ctid AS position FROM {{SCHEMA}}."stg_ImportLogg" AS s
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
                                    DELETE FROM {{SCHEMA}}."stg_ImportLogg" AS s WHERE s."__slot" = v_slot AND s.ctid = v_lo RETURNING s.*
                                ), kept AS (
                                    INSERT INTO cdc_management.merge_rejects (
                                        schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id
                                    )
                                    SELECT v_schema, v_table, v_state || ': ' || v_message, jsonb_object(
    ARRAY['Tidspunkt', 'Jobb', 'Kilde', 'Filnavn', 'Linje', 'Nivå', 'actno', 'Antall', 'Sekunder', 'Andel', 'Feilet', 'Pnr', 'Melding', 'Detaljer', 'Rad', 'Maskin', '_customer_id', '_received_at', '__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp']::text[],
    ARRAY[s."Tidspunkt"::text, s."Jobb"::text, s."Kilde"::text, s."Filnavn"::text, s."Linje"::text, s."Nivå"::text, s."actno"::text, s."Antall"::text, s."Sekunder"::text, s."Andel"::text, s."Feilet"::text, s."Pnr"::text, s."Melding"::text, s."Detaljer"::text, s."Rad"::text, s."Maskin"::text, s."_customer_id"::text, s."_received_at"::text, s."__operation"::text, s."__source_ts_ms"::text, s."__lsn"::text, s."__seq_val"::text, s."__source"::text, s."__kafka_topic"::text, s."__kafka_partition"::text, s."__kafka_offset"::text, s."__kafka_timestamp"::text]
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
                                PERFORM cdc_management.account_batch(v_schema, v_table, v_single.parts, v_now);
                                v_total := ARRAY[
                                    v_total[1] + 1, v_total[2], v_total[3], v_total[4], v_total[5] + 1,
                                    v_total[6] + v_single.without_lsn, v_total[7] + v_single.without_position,
                                    v_total[8] + (v_pieces IS NULL)::integer
                                ];
                                v_todo := v_todo[2:];
                            ELSE
                                SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY b.position) INTO v_hi FROM (
                                    SELECT s.ctid AS position FROM {{SCHEMA}}."stg_ImportLogg" AS s
                                    WHERE s."__slot" = v_slot AND s.ctid > v_lo AND s.ctid < v_todo[2]
                                ) AS b;
                                v_todo := ARRAY[v_todo[1], v_hi] || v_todo[2:];
                            END IF;
                            v_lo := v_todo[cardinality(v_todo)];
                        END IF;
                END;
            END LOOP;
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
        WHERE r.id = ANY (v_replayed) AND NOT EXISTS (SELECT FROM {{SCHEMA}}."stg_ImportLogg" AS s WHERE s."__reject_id" = r.id);
    END IF;
    PERFORM cdc_management.truncate_drained(c_staging);
END
$cdc$;

COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_importlogg"(integer, numeric) IS 'Merges the change events of dbo.ImportLogg in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_importlogg"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."ImportLogg"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_ImportLogg"),
    'sp_merge_importlogg'
);
