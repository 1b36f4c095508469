-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Månedsoppgjør of AdOpusTest, service adopus
-- target: Månedsoppgjør in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 099b951368949348a26f3c60d8629abd354cd228dc3f3d3ea9b3a2e8f664b759

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_månedsoppgjør"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
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
    c_target CONSTANT regclass := cdc_management.relation_of(NULL::{{SCHEMA}}."Månedsoppgjør");
    c_refused CONSTANT integer := 1000;  -- rows that one call finds out by trying
    c_staging CONSTANT regclass := cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Månedsoppgjør");
    v_schema text;
    v_table text := 'Månedsoppgjør';
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
    v_settled boolean;
    v_before bigint[];
    v_quick_before integer;
    v_keys record;
    v_batch record;
    v_stale record;
    v_stale_places jsonb;
    v_stale_keys bigint;
    v_unguarded boolean;
    v_held boolean;
    v_whole boolean;
    v_length integer;
    v_colons boolean;
    v_turns bigint[];
    v_open bigint;
    v_alone boolean;
    v_all boolean;
    v_walk boolean;
    v_paired boolean := false;
    v_pairs boolean := true;
    v_kept text[];
    v_kept_count integer[];
    v_told text[];
    v_nothing jsonb;
    v_undeleted tid[];
    v_waiting bigint;
    v_written bigint;
    v_odd integer := 0;
    v_quick integer := 0;
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
    -- A trigger may keep a row from being written (also that of a partition), and sees it once in each batch; with rules there
    -- is no MERGE.
    SELECT c.relkind = 'r' AND NOT (c.relhasrules OR row_security_active(c.oid) OR EXISTS (
        SELECT FROM pg_trigger AS g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled <> 'D'
    )) INTO STRICT v_unguarded FROM pg_class AS c WHERE c.oid = c_target;
    SELECT array_agg(r.id) INTO v_replayed FROM cdc_management.merge_rejects AS r
    WHERE r.schema_name = v_schema AND r.table_name = v_table AND r.replayed_at IS NOT NULL AND r.merged_at IS NULL;
    PERFORM cdc_management.rotate_staging(v_schema, v_table, c_staging);

    FOR v_leaf IN
        SELECT l.slot, l.leaf FROM cdc_management.staging_leaves(c_staging) AS l WHERE l.pages > 0 ORDER BY l.slot
    LOOP
        v_slot := v_leaf.slot;
        v_settled := v_incarnation = 0 AND v_unguarded AND cdc_management.writers_have_left(c_staging, v_slot);
        v_held := v_settled AND cdc_management.hold_settled(v_leaf.leaf);
        LOOP BEGIN
        v_before := v_total;
        v_quick_before := v_quick;
        v_undeleted := '{}';
        v_waiting := 0;
        v_pages := pg_relation_size(v_leaf.leaf) / current_setting('block_size')::bigint;
        v_end := format('(%s,0)', v_pages)::tid;
        v_lo := '(0,0)';
        v_step := NULL;
        IF v_pages > 256 THEN
            -- So many pages hold about p_batch_size rows (finding the exact row would be a pass over the batch); plain
            -- events are sorted on disk if need be, so that ten times as many meet the target's pages once.
            SELECT least(greatest(33 * p_batch_size::bigint / greatest(count(*), 1), 1), 12000) INTO v_few FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s
            WHERE s."__slot" = v_slot AND s.ctid < '(32,0)';
            v_step := CASE WHEN v_settled AND v_odd < 2 THEN 10 ELSE 1 END * v_few;
            v_step := ceil(v_pages / greatest(round(v_pages::numeric / v_step), 1));  -- no small batch at the end
        END IF;
        WHILE v_lo < v_end LOOP
            -- The batch: the next rows in the order they lie, up to a position that no later row can shift.
            IF v_step IS NULL THEN
                SELECT s.ctid INTO v_hi FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s
                WHERE s."__slot" = v_slot AND s.ctid >= v_lo AND s.ctid < v_end
                OFFSET p_batch_size LIMIT 1;
            ELSE
                v_hi := format('(%s,0)', least((v_lo::text::point)[0]::bigint + v_step, v_pages))::tid;
            END IF;
            v_todo := ARRAY[v_lo, coalesce(v_hi, v_end)];
            v_lo := coalesce(v_hi, v_end);
            v_careful := false;
            PERFORM set_config('plan_cache_mode', 'force_custom_plan', true);
            IF v_settled AND v_odd < 2 THEN
                v_whole := v_held AND v_todo = ARRAY['(0,0)', v_end];  -- a scan without borders keeps out of the cache
                BEGIN
                    v_now := greatest(clock_timestamp(), v_now + interval '1 microsecond');  -- tells this batch from the one before
                    SELECT octet_length(s."__lsn") INTO v_length FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s WHERE s."__slot" = v_slot AND (v_whole OR s.ctid >= v_todo[1] AND s.ctid < v_todo[2]) LIMIT 1;
                    IF FOUND THEN
                        v_colons := v_length = 22;
                        -- The offsets, and whether a row is odd: LSNs of one form and lower case, looked at in one piece for many rows.
                        WITH words AS MATERIALIZED (
                            SELECT ''::text AS tenant, s."__kafka_topic" COLLATE "C" AS topic, s."__kafka_partition" AS part, s."__kafka_offset" >> 6 AS word,
                                bit_or(1::bigint << (s."__kafka_offset" & 63)::integer) AS bits, count(*) AS rows,
                                min(s."__kafka_offset") AS min_offset, max(s."__kafka_offset") AS max_offset,
                                min(s."__source_ts_ms") AS ts_min, max(s."__source_ts_ms") AS ts_max, 0::bigint AS without_lsn,
                                bool_or(octet_length(s."__lsn") IS DISTINCT FROM v_length OR s."År" IS NULL OR s."Måned" IS NULL OR s."TiltakId" IS NULL OR s."actno" IS NULL OR s."Periode" IS NULL) AS odd,
                                string_agg(s."__lsn", NULL) AS lsns, string_agg(coalesce(s."__operation", 'u'), ',') AS ops,
                                bit_or(CASE WHEN s."__operation" = 'd' THEN 0 ELSE 1::bigint << (CASE WHEN s."__operation" = 'd' THEN -1 ELSE CASE WHEN s."Avvik"::text IS DISTINCT FROM v_unavailable THEN 0 ELSE 1::bigint END END)::integer END) AS opens
                            FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s WHERE s."__slot" = v_slot AND (v_whole OR s.ctid >= v_todo[1] AND s.ctid < v_todo[2])
                            GROUP BY 2, 3, 4
                        ), fates AS (
                            SELECT NULL::text AS tenant, NULL::text AS topic, NULL::integer AS part, NULL::text AS fate, NULL::bigint AS rows WHERE false
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
                        SELECT coalesce(parts.parts, '[]') AS parts, parts.taken,
                            (SELECT bool_or(
                                w.odd OR w.topic IS NULL OR octet_length(w.topic) >= 250 OR coalesce(w.part, -1) < 0 OR coalesce(w.word, -1) < 0
                                OR w.max_offset = 9223372036854775807 OR octet_length(w.ops) <> 2 * w.rows - 1 OR w.ops !~ '^[cudr](,[cudr])*$'
                                OR CASE
                                    WHEN v_length = 20 THEN encode(decode(w.lsns, 'hex'), 'hex') <> w.lsns
                                    ELSE v_length <> 22 OR w.lsns !~ '^([0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4})*$'
                                END
                            ) OR count(DISTINCT w.topic) > count(DISTINCT hashtext(w.topic)) FROM words AS w) IS NOT FALSE AS odd,
                            (SELECT coalesce(sum(octet_length(w.ops) - octet_length(replace(w.ops, 'd', ''))), 0)::bigint FROM words AS w) AS deletes,
                            (SELECT bit_or(w.opens) FROM words AS w) AS opens,
                            (SELECT min((hashtext(w.topic)::bigint << 32) + w.part) FROM words AS w) AS place,
                            (SELECT max((hashtext(w.topic)::bigint << 32) + w.part) FROM words AS w) AS last_place
                        INTO STRICT v_batch
                        FROM parts;
                        IF v_batch.odd THEN
                            RAISE SQLSTATE 'CDC02';
                        END IF;
                        SELECT NULL::bigint AS keys, NULL::jsonb AS places, false AS crossed INTO STRICT v_keys;
                        -- The keys of a single partition are those that were written or found newer.
                        IF v_batch.place <> v_batch.last_place THEN
                            IF v_batch.place = v_batch.last_place THEN
                                SELECT x.keys, jsonb_build_object(v_batch.place::text, x.keys) AS places, false AS crossed INTO STRICT v_keys
                                FROM (
                                    SELECT count(*) AS keys FROM (SELECT DISTINCT s."År", s."Måned", s."TiltakId", s."actno", s."Periode" FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s WHERE s."__slot" = v_slot AND (v_whole OR s.ctid >= v_todo[1] AND s.ctid < v_todo[2])) AS k
                                ) AS x;
                            ELSE
                                SELECT sum(k.keys)::bigint AS keys, jsonb_object_agg(k.place::text, k.keys) AS places, bool_or(k.crossed) AS crossed
                                INTO STRICT v_keys
                                FROM (
                                    SELECT k.place, bool_or(k.crossed) AS crossed, count(*) AS keys
                                    FROM (
                                        SELECT min((hashtext(s."__kafka_topic")::bigint << 32) + s."__kafka_partition") AS place, min((hashtext(s."__kafka_topic")::bigint << 32) + s."__kafka_partition") <> max((hashtext(s."__kafka_topic")::bigint << 32) + s."__kafka_partition") AS crossed
                                        FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s WHERE s."__slot" = v_slot AND (v_whole OR s.ctid >= v_todo[1] AND s.ctid < v_todo[2])
                                        GROUP BY s."År", s."Måned", s."TiltakId", s."actno", s."Periode"
                                    ) AS k
                                    GROUP BY k.place
                                ) AS k;
                            END IF;
                            IF v_keys.crossed THEN
                                RAISE SQLSTATE 'CDC02';
                            END IF;
                        END IF;
                        v_turns := '{}';
                        SELECT coalesce(array_agg(b.open), '{}') INTO STRICT v_turns FROM generate_series(1, 1) AS b (open)
                        WHERE v_batch.opens & (1::bigint << b.open) <> 0;
                        IF cardinality(v_turns) > 8 THEN
                            RAISE SQLSTATE 'CDC02';
                        END IF;
                        v_walk := cardinality(v_turns) < 2 AND cdc_management.worth_a_walk(
                            c_target, 'År', v_batch.taken - v_batch.deletes, (v_todo[2]::text::point)[0]::bigint - (v_todo[1]::text::point)[0]::bigint + 1
                        );
                        v_alone := false;
                        v_paired := false;
                        IF v_turns <> '{}' THEN
                            -- Where a key comes twice in the first pages, the keys need not be counted to know that not all are alone.
                            SELECT count(*) = count(DISTINCT (s."År", s."Måned", s."TiltakId", s."actno", s."Periode")) INTO STRICT v_alone FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s
                            WHERE s."__slot" = v_slot AND (v_whole OR s.ctid >= v_todo[1] AND s.ctid < v_todo[2]) AND s.ctid < format('(%s,0)', (v_todo[1]::text::point)[0]::bigint + 128)::tid;
                            IF v_alone AND v_keys.keys IS NULL THEN
                                IF v_batch.place = v_batch.last_place THEN
                                    SELECT x.keys, jsonb_build_object(v_batch.place::text, x.keys) AS places, false AS crossed INTO STRICT v_keys
                                    FROM (
                                        SELECT count(*) AS keys FROM (SELECT DISTINCT s."År", s."Måned", s."TiltakId", s."actno", s."Periode" FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s WHERE s."__slot" = v_slot AND (v_whole OR s.ctid >= v_todo[1] AND s.ctid < v_todo[2])) AS k
                                    ) AS x;
                                ELSE
                                    SELECT sum(k.keys)::bigint AS keys, jsonb_object_agg(k.place::text, k.keys) AS places, bool_or(k.crossed) AS crossed
                                    INTO STRICT v_keys
                                    FROM (
                                        SELECT k.place, bool_or(k.crossed) AS crossed, count(*) AS keys
                                        FROM (
                                            SELECT min((hashtext(s."__kafka_topic")::bigint << 32) + s."__kafka_partition") AS place, min((hashtext(s."__kafka_topic")::bigint << 32) + s."__kafka_partition") <> max((hashtext(s."__kafka_topic")::bigint << 32) + s."__kafka_partition") AS crossed
                                            FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s WHERE s."__slot" = v_slot AND (v_whole OR s.ctid >= v_todo[1] AND s.ctid < v_todo[2])
                                            GROUP BY s."År", s."Måned", s."TiltakId", s."actno", s."Periode"
                                        ) AS k
                                        GROUP BY k.place
                                    ) AS k;
                                END IF;
                            END IF;
                            v_alone := v_alone AND v_keys.keys = v_batch.taken;
                            IF NOT v_alone THEN
                                v_paired := v_walk AND v_pairs AND v_batch.opens & 1 = 1;
                                v_alone := v_paired;
                                v_walk := v_paired;
                            END IF;
                        END IF;
                        IF NOT v_alone THEN
                            v_turns := 0::bigint || v_turns;
                        END IF;
                        IF v_batch.deletes > 0 THEN
                            v_turns := v_turns || -1::bigint;
                        END IF;
                        v_all := cardinality(v_turns) = 1;
                        IF v_walk THEN
                            PERFORM set_config('enable_nestloop', 'off', true), set_config('enable_hashjoin', 'off', true);
                        END IF;
                        PERFORM set_config('cdc_management.again', '0', true), set_config('cdc_management.stale', '0', true);
                        v_written := 0;
                        FOREACH v_open IN ARRAY v_turns LOOP
                            SELECT coalesce(array_agg(g.name) FILTER (WHERE g.kept), '{}'), coalesce(array_agg(g.name) FILTER (WHERE NOT g.kept), '{}'),
                                ARRAY[count(*) FILTER (WHERE g.kept)], jsonb_object_agg(g.name, false) FILTER (WHERE g.kept)
                            INTO STRICT v_kept, v_told, v_kept_count, v_nothing
                            FROM (
                                SELECT g.name, CASE WHEN g.n = 1 THEN v_open < 0 ELSE v_open & (1::bigint << g.n::integer - 2) <> 0 END AS kept
                                FROM unnest(ARRAY['', 'Avvik']) WITH ORDINALITY AS g (name, n)
                            ) AS g;
                            MERGE INTO {{SCHEMA}}."Månedsoppgjør" AS t
                            USING (
                                SELECT w.*, coalesce(w."__operation", 'u') AS op, CASE WHEN v_colons THEN replace(w."__lsn", ':', '') ELSE w."__lsn" END COLLATE "C" AS lsn, CASE
                                    WHEN octet_length(w."__seq_val") = 20 THEN lower(w."__seq_val" COLLATE "C")
                                    ELSE lower(replace(regexp_replace(w."__seq_val", '^0[xX]', ''), ':', ''))
                                END COLLATE "C" AS seq, w."__source_ts_ms" AS ts,
                                w."__kafka_partition" AS part, w."__kafka_offset" AS off, w."__source" AS source,
                                    CASE WHEN w.open <> 0 THEN f.place END AS place, f.thash AS f_thash, coalesce(f."__operation", 'u') AS f_op, CASE WHEN v_colons THEN replace(f."__lsn", ':', '') ELSE f."__lsn" END COLLATE "C" AS f_lsn, CASE
                                        WHEN octet_length(f."__seq_val") = 20 THEN lower(f."__seq_val" COLLATE "C")
                                        ELSE lower(replace(regexp_replace(f."__seq_val", '^0[xX]', ''), ':', ''))
                                    END COLLATE "C" AS f_seq, f."__source_ts_ms" AS f_ts,
                                    f."__kafka_partition" AS f_part, f."__kafka_offset" AS f_off
                                FROM (
                                    SELECT DISTINCT ON (s."År", s."Måned", s."TiltakId", s."actno", s."Periode")
                            s."År" AS key_1, s."Måned" AS key_2, s."TiltakId" AS key_3, s."actno" AS key_4, s."Periode" AS key_5, s."Avdeling" AS data_1, s."Kalenderdager" AS data_2, s."Virkedager" AS data_3, s."Oppmøtedager" AS data_4, s."Fraværsdager gyldig" AS data_5, s."Fraværsdager ugyldig" AS data_6, s."Sykedager" AS data_7, s."Feriedager" AS data_8, s."Timer plan" AS data_9, s."Timer faktisk" AS data_10, s."Timer praksis" AS data_11, s."Oppmøte %" AS data_12, s."Plassandel" AS data_13, s."Dagsats" AS data_14, s."Ytelse" AS data_15, s."Trekk" AS data_16, s."Reise" AS data_17, s."Bonus" AS data_18, s."Valutakurs" AS data_19, s."Konto" AS data_20, s."Bilagsnr" AS data_21, s."Bilagsdato" AS data_22, s."Kjørt" AS data_23, s."Kjørt av" AS data_24, s."Kjøring nr" AS data_25, s."Godkjent" AS data_26, s."Godkjent av" AS data_27, s."Godkjent dato" AS data_28, s."Overført NAV" AS data_29, s."Overført dato" AS data_30, s."Kvittering" AS data_31, s."Låst" AS data_32, s."ts" AS data_33, s."_customer_id" AS data_34, s."Avvik" AS large_1, 

                                        s."__operation", s."__lsn", s."__seq_val", s."__source_ts_ms", hashtext(s."__kafka_topic") AS thash, s."__kafka_partition", s."__kafka_offset", s."__source", CASE WHEN v_alone THEN CASE WHEN s."__operation" = 'd' THEN -1 ELSE CASE WHEN s."Avvik"::text IS DISTINCT FROM v_unavailable THEN 0 ELSE 1::bigint END END ELSE v_open END AS open
                                    FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s WHERE s."__slot" = v_slot AND (v_whole OR s.ctid >= v_todo[1] AND s.ctid < v_todo[2]) AND (v_all OR CASE WHEN s."__operation" = 'd' THEN -1 ELSE CASE WHEN s."Avvik"::text IS DISTINCT FROM v_unavailable THEN 0 ELSE 1::bigint END END = v_open OR v_alone AND CASE WHEN s."__operation" = 'd' THEN -1 ELSE CASE WHEN s."Avvik"::text IS DISTINCT FROM v_unavailable THEN 0 ELSE 1::bigint END END = 0)
                                    ORDER BY s."År", s."Måned", s."TiltakId", s."actno", s."Periode", s."__lsn" COLLATE "C" DESC, s."__operation" IS NOT DISTINCT FROM 'r', s."__source_ts_ms" DESC NULLS LAST, s."__kafka_offset" DESC
                                ) AS w
                                LEFT JOIN (
                                    SELECT DISTINCT ON (s."År", s."Måned", s."TiltakId", s."actno", s."Periode") s."År" AS key_1, s."Måned" AS key_2, s."TiltakId" AS key_3, s."actno" AS key_4, s."Periode" AS key_5, s.ctid AS place, s."__operation", s."__lsn", s."__seq_val", s."__source_ts_ms", hashtext(s."__kafka_topic") AS thash, s."__kafka_partition", s."__kafka_offset"
                                    FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s WHERE v_paired AND s."__slot" = v_slot AND (v_whole OR s.ctid >= v_todo[1] AND s.ctid < v_todo[2]) AND CASE WHEN s."__operation" = 'd' THEN -1 ELSE CASE WHEN s."Avvik"::text IS DISTINCT FROM v_unavailable THEN 0 ELSE 1::bigint END END = 0
                                    ORDER BY s."År", s."Måned", s."TiltakId", s."actno", s."Periode", s."__lsn" COLLATE "C" DESC, s."__operation" IS NOT DISTINCT FROM 'r', s."__source_ts_ms" DESC NULLS LAST, s."__kafka_offset" DESC
                                ) AS f ON f.key_1 = w.key_1 AND f.key_2 = w.key_2 AND f.key_3 = w.key_3 AND f.key_4 = w.key_4 AND f.key_5 = w.key_5
                            ) AS r ON t."År" = r.key_1 AND t."Måned" = r.key_2 AND t."TiltakId" = r.key_3 AND t."actno" = r.key_4 AND t."Periode" = r.key_5
                            WHEN MATCHED AND r.open = 0 AND CASE
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
                                END THEN UPDATE
                                SET ("Avdeling", "Kalenderdager", "Virkedager", "Oppmøtedager", "Fraværsdager gyldig", "Fraværsdager ugyldig", "Sykedager", "Feriedager", "Timer plan", "Timer faktisk", "Timer praksis", "Oppmøte %", "Plassandel", "Dagsats", "Ytelse", "Trekk", "Reise", "Bonus", "Valutakurs", "Konto", "Bilagsnr", "Bilagsdato", "Kjørt", "Kjørt av", "Kjøring nr", "Godkjent", "Godkjent av", "Godkjent dato", "Overført NAV", "Overført dato", "Kvittering", "Låst", "ts", "_customer_id", "Avvik", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences") = ROW(
                            r.data_1, r.data_2, r.data_3, r.data_4, r.data_5, r.data_6, r.data_7, r.data_8, r.data_9, r.data_10, r.data_11, r.data_12, r.data_13, r.data_14, r.data_15, r.data_16, r.data_17, r.data_18, r.data_19, r.data_20, r.data_21, r.data_22, r.data_23, r.data_24, r.data_25, r.data_26, r.data_27, r.data_28, r.data_29, r.data_30, r.data_31, r.data_32, r.data_33, r.data_34, r.large_1, 
                                    v_now, r.source, r.ts, r.op, r.op = 'd', r.lsn, r.seq, r.part, r.off, r.thash, NULL::integer, NULL)
                            WHEN MATCHED AND r.open <> 0 AND CASE
                                    WHEN r.place IS NOT NULL AND CASE
                                        WHEN coalesce(t."__incarnation", 0) <> v_incarnation THEN coalesce(t."__incarnation", 0) < v_incarnation
                                        WHEN r.f_lsn IS DISTINCT FROM t."__lsn" THEN t."__lsn" IS NULL OR r.f_lsn > t."__lsn"
                                        WHEN r.f_lsn IS NULL AND r.f_ts IS DISTINCT FROM t."__source_ts_ms" THEN t."__source_ts_ms" IS NULL OR r.f_ts > t."__source_ts_ms"
                                        WHEN (r.f_op = 'r') <> (t."__operation" IS NOT DISTINCT FROM 'r') THEN (t."__operation" IS NOT DISTINCT FROM 'r')
                                        WHEN r.f_ts IS DISTINCT FROM t."__source_ts_ms" THEN t."__source_ts_ms" IS NULL OR r.f_ts > t."__source_ts_ms"
                                        WHEN r.f_thash IS NOT DISTINCT FROM t."__topic" AND r.f_part IS NOT DISTINCT FROM t."__kafka_partition" THEN
                                            CASE
                                                WHEN r.f_off IS DISTINCT FROM t."__kafka_offset" THEN t."__kafka_offset" IS NULL OR r.f_off > t."__kafka_offset"
                                                ELSE r.f_lsn IS NULL AND r.f_ts IS NULL AND r.f_off IS NULL
                                            END
                                        ELSE (coalesce(r.f_seq, ''), coalesce(r.f_off, -1), coalesce(r.f_thash, -2147483648), coalesce(r.f_part, -1))
                                            > (coalesce(t."__seq_val", ''), coalesce(t."__kafka_offset", -1), coalesce(t."__topic", -2147483648), coalesce(t."__kafka_partition", -1))
                                    END THEN true
                                    WHEN r.place IS NOT NULL AND t."__fences" IS NOT NULL AND (
                                        t."__fences" ? '' AND CASE
                                            WHEN split_part(t."__fences" ->> '', '|', 1) = '0' AND split_part(t."__fences" ->> '', '|', 2) COLLATE "C" <> r.f_lsn
                                                THEN r.f_lsn > split_part(t."__fences" ->> '', '|', 2)
                                            ELSE cdc_management.fence_after(concat(0, '|', r.f_lsn, '|', r.f_ts, '|', r.f_op <> 'r', '|', r.f_thash, '|', r.f_part, '|', r.f_off, '|', r.f_seq), t."__fences" ->> '')
                                        END
                                        OR t."__fences" ? 'Avvik' AND CASE
                                            WHEN split_part(t."__fences" ->> 'Avvik', '|', 1) = '0' AND split_part(t."__fences" ->> 'Avvik', '|', 2) COLLATE "C" <> r.f_lsn
                                                THEN r.f_lsn > split_part(t."__fences" ->> 'Avvik', '|', 2)
                                            ELSE cdc_management.fence_after(concat(0, '|', r.f_lsn, '|', r.f_ts, '|', r.f_op <> 'r', '|', r.f_thash, '|', r.f_part, '|', r.f_off, '|', r.f_seq), t."__fences" ->> 'Avvik')
                                        END
                                    ) THEN cdc_management.odd_batch()
                                    ELSE CASE
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
                                END
                                AND (t."__sync_timestamp" IS DISTINCT FROM v_now OR set_config('cdc_management.again', (current_setting('cdc_management.again')::bigint + 1)::text, true) IS NOT NULL) THEN UPDATE
                                SET ("Avdeling", "Kalenderdager", "Virkedager", "Oppmøtedager", "Fraværsdager gyldig", "Fraværsdager ugyldig", "Sykedager", "Feriedager", "Timer plan", "Timer faktisk", "Timer praksis", "Oppmøte %", "Plassandel", "Dagsats", "Ytelse", "Trekk", "Reise", "Bonus", "Valutakurs", "Konto", "Bilagsnr", "Bilagsdato", "Kjørt", "Kjørt av", "Kjøring nr", "Godkjent", "Godkjent av", "Godkjent dato", "Overført NAV", "Overført dato", "Kvittering", "Låst", "ts", "_customer_id", "Avvik", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences") = ROW(
                            CASE WHEN r.open > 0 THEN r.data_1 ELSE t."Avdeling" END, CASE WHEN r.open > 0 THEN r.data_2 ELSE t."Kalenderdager" END, CASE WHEN r.open > 0 THEN r.data_3 ELSE t."Virkedager" END, CASE WHEN r.open > 0 THEN r.data_4 ELSE t."Oppmøtedager" END, CASE WHEN r.open > 0 THEN r.data_5 ELSE t."Fraværsdager gyldig" END, CASE WHEN r.open > 0 THEN r.data_6 ELSE t."Fraværsdager ugyldig" END, CASE WHEN r.open > 0 THEN r.data_7 ELSE t."Sykedager" END, CASE WHEN r.open > 0 THEN r.data_8 ELSE t."Feriedager" END, CASE WHEN r.open > 0 THEN r.data_9 ELSE t."Timer plan" END, CASE WHEN r.open > 0 THEN r.data_10 ELSE t."Timer faktisk" END, CASE WHEN r.open > 0 THEN r.data_11 ELSE t."Timer praksis" END, CASE WHEN r.open > 0 THEN r.data_12 ELSE t."Oppmøte %" END, CASE WHEN r.open > 0 THEN r.data_13 ELSE t."Plassandel" END, CASE WHEN r.open > 0 THEN r.data_14 ELSE t."Dagsats" END, CASE WHEN r.open > 0 THEN r.data_15 ELSE t."Ytelse" END, CASE WHEN r.open > 0 THEN r.data_16 ELSE t."Trekk" END, CASE WHEN r.open > 0 THEN r.data_17 ELSE t."Reise" END, CASE WHEN r.open > 0 THEN r.data_18 ELSE t."Bonus" END, CASE WHEN r.open > 0 THEN r.data_19 ELSE t."Valutakurs" END, CASE WHEN r.open > 0 THEN r.data_20 ELSE t."Konto" END, CASE WHEN r.open > 0 THEN r.data_21 ELSE t."Bilagsnr" END, CASE WHEN r.open > 0 THEN r.data_22 ELSE t."Bilagsdato" END, CASE WHEN r.open > 0 THEN r.data_23 ELSE t."Kjørt" END, CASE WHEN r.open > 0 THEN r.data_24 ELSE t."Kjørt av" END, CASE WHEN r.open > 0 THEN r.data_25 ELSE t."Kjøring nr" END, CASE WHEN r.open > 0 THEN r.data_26 ELSE t."Godkjent" END, CASE WHEN r.open > 0 THEN r.data_27 ELSE t."Godkjent av" END, CASE WHEN r.open > 0 THEN r.data_28 ELSE t."Godkjent dato" END, CASE WHEN r.open > 0 THEN r.data_29 ELSE t."Overført NAV" END, CASE WHEN r.open > 0 THEN r.data_30 ELSE t."Overført dato" END, CASE WHEN r.open > 0 THEN r.data_31 ELSE t."Kvittering" END, CASE WHEN r.open > 0 THEN r.data_32 ELSE t."Låst" END, CASE WHEN r.open > 0 THEN r.data_33 ELSE t."ts" END, CASE WHEN r.open > 0 THEN r.data_34 ELSE t."_customer_id" END, 
                            CASE WHEN r.open & 1::bigint = 0 THEN r.large_1 WHEN r.place IS NOT NULL AND CASE
                                        WHEN coalesce(t."__incarnation", 0) <> v_incarnation THEN coalesce(t."__incarnation", 0) < v_incarnation
                                        WHEN r.f_lsn IS DISTINCT FROM t."__lsn" THEN t."__lsn" IS NULL OR r.f_lsn > t."__lsn"
                                        WHEN r.f_lsn IS NULL AND r.f_ts IS DISTINCT FROM t."__source_ts_ms" THEN t."__source_ts_ms" IS NULL OR r.f_ts > t."__source_ts_ms"
                                        WHEN (r.f_op = 'r') <> (t."__operation" IS NOT DISTINCT FROM 'r') THEN (t."__operation" IS NOT DISTINCT FROM 'r')
                                        WHEN r.f_ts IS DISTINCT FROM t."__source_ts_ms" THEN t."__source_ts_ms" IS NULL OR r.f_ts > t."__source_ts_ms"
                                        WHEN r.f_thash IS NOT DISTINCT FROM t."__topic" AND r.f_part IS NOT DISTINCT FROM t."__kafka_partition" THEN
                                            CASE
                                                WHEN r.f_off IS DISTINCT FROM t."__kafka_offset" THEN t."__kafka_offset" IS NULL OR r.f_off > t."__kafka_offset"
                                                ELSE r.f_lsn IS NULL AND r.f_ts IS NULL AND r.f_off IS NULL
                                            END
                                        ELSE (coalesce(r.f_seq, ''), coalesce(r.f_off, -1), coalesce(r.f_thash, -2147483648), coalesce(r.f_part, -1))
                                            > (coalesce(t."__seq_val", ''), coalesce(t."__kafka_offset", -1), coalesce(t."__topic", -2147483648), coalesce(t."__kafka_partition", -1))
                                    END THEN (SELECT f."Avvik" FROM {{SCHEMA}}."stg_Månedsoppgjør" AS f WHERE f."__slot" = v_slot AND f.ctid = r.place) ELSE t."Avvik" END, 
                                    v_now, r.source, r.ts, r.op, r.op = 'd', r.lsn, r.seq, r.part, r.off, r.thash, NULL::integer, CASE
                                        WHEN r.place IS NOT NULL AND CASE
                                            WHEN coalesce(t."__incarnation", 0) <> v_incarnation THEN coalesce(t."__incarnation", 0) < v_incarnation
                                            WHEN r.f_lsn IS DISTINCT FROM t."__lsn" THEN t."__lsn" IS NULL OR r.f_lsn > t."__lsn"
                                            WHEN r.f_lsn IS NULL AND r.f_ts IS DISTINCT FROM t."__source_ts_ms" THEN t."__source_ts_ms" IS NULL OR r.f_ts > t."__source_ts_ms"
                                            WHEN (r.f_op = 'r') <> (t."__operation" IS NOT DISTINCT FROM 'r') THEN (t."__operation" IS NOT DISTINCT FROM 'r')
                                            WHEN r.f_ts IS DISTINCT FROM t."__source_ts_ms" THEN t."__source_ts_ms" IS NULL OR r.f_ts > t."__source_ts_ms"
                                            WHEN r.f_thash IS NOT DISTINCT FROM t."__topic" AND r.f_part IS NOT DISTINCT FROM t."__kafka_partition" THEN
                                                CASE
                                                    WHEN r.f_off IS DISTINCT FROM t."__kafka_offset" THEN t."__kafka_offset" IS NULL OR r.f_off > t."__kafka_offset"
                                                    ELSE r.f_lsn IS NULL AND r.f_ts IS NULL AND r.f_off IS NULL
                                                END
                                            ELSE (coalesce(r.f_seq, ''), coalesce(r.f_off, -1), coalesce(r.f_thash, -2147483648), coalesce(r.f_part, -1))
                                                > (coalesce(t."__seq_val", ''), coalesce(t."__kafka_offset", -1), coalesce(t."__topic", -2147483648), coalesce(t."__kafka_partition", -1))
                                        END THEN jsonb_object(v_kept, array_fill(concat(0, '|', r.f_lsn, '|', r.f_ts, '|', r.f_op <> 'r', '|', r.f_thash, '|', r.f_part, '|', r.f_off, '|', r.f_seq), v_kept_count))
                                        WHEN t."__fences" IS NULL THEN jsonb_object(v_kept, array_fill(concat(coalesce(t."__incarnation", 0), '|', t."__lsn", '|', t."__source_ts_ms", '|', t."__operation" IS DISTINCT FROM 'r', '|', t."__topic", '|', t."__kafka_partition", '|', t."__kafka_offset", '|', t."__seq_val"), v_kept_count))
                                        ELSE jsonb_object(v_kept, array_fill(concat(coalesce(t."__incarnation", 0), '|', t."__lsn", '|', t."__source_ts_ms", '|', t."__operation" IS DISTINCT FROM 'r', '|', t."__topic", '|', t."__kafka_partition", '|', t."__kafka_offset", '|', t."__seq_val"), v_kept_count)) || (t."__fences" - v_told)
                                    END)
                            WHEN MATCHED AND t."__fences" IS NOT NULL AND r.open >= 0 AND (
                                t."__fences" ? '' AND CASE
                                    WHEN split_part(t."__fences" ->> '', '|', 1) = '0' AND split_part(t."__fences" ->> '', '|', 2) COLLATE "C" <> r.lsn
                                        THEN r.lsn > split_part(t."__fences" ->> '', '|', 2)
                                    ELSE cdc_management.fence_after(concat(0, '|', r.lsn, '|', r.ts, '|', r.op <> 'r', '|', r.thash, '|', r.part, '|', r.off, '|', r.seq), t."__fences" ->> '')
                                END
                                OR r.open & 1::bigint = 0 AND t."__fences" ? 'Avvik' AND CASE
                                    WHEN split_part(t."__fences" ->> 'Avvik', '|', 1) = '0' AND split_part(t."__fences" ->> 'Avvik', '|', 2) COLLATE "C" <> r.lsn
                                        THEN r.lsn > split_part(t."__fences" ->> 'Avvik', '|', 2)
                                    ELSE cdc_management.fence_after(concat(0, '|', r.lsn, '|', r.ts, '|', r.op <> 'r', '|', r.thash, '|', r.part, '|', r.off, '|', r.seq), t."__fences" ->> 'Avvik')
                                END
                            ) AND (t."__sync_timestamp" IS DISTINCT FROM v_now OR set_config('cdc_management.again', (current_setting('cdc_management.again')::bigint + 1)::text, true) IS NOT NULL) THEN UPDATE
                                SET ("Avdeling", "Kalenderdager", "Virkedager", "Oppmøtedager", "Fraværsdager gyldig", "Fraværsdager ugyldig", "Sykedager", "Feriedager", "Timer plan", "Timer faktisk", "Timer praksis", "Oppmøte %", "Plassandel", "Dagsats", "Ytelse", "Trekk", "Reise", "Bonus", "Valutakurs", "Konto", "Bilagsnr", "Bilagsdato", "Kjørt", "Kjørt av", "Kjøring nr", "Godkjent", "Godkjent av", "Godkjent dato", "Overført NAV", "Overført dato", "Kvittering", "Låst", "ts", "_customer_id", "Avvik", "__sync_timestamp", "__fences") = (
                                    SELECT CASE WHEN f.late_0 THEN r.data_1 ELSE t."Avdeling" END, CASE WHEN f.late_0 THEN r.data_2 ELSE t."Kalenderdager" END, CASE WHEN f.late_0 THEN r.data_3 ELSE t."Virkedager" END, CASE WHEN f.late_0 THEN r.data_4 ELSE t."Oppmøtedager" END, CASE WHEN f.late_0 THEN r.data_5 ELSE t."Fraværsdager gyldig" END, CASE WHEN f.late_0 THEN r.data_6 ELSE t."Fraværsdager ugyldig" END, CASE WHEN f.late_0 THEN r.data_7 ELSE t."Sykedager" END, CASE WHEN f.late_0 THEN r.data_8 ELSE t."Feriedager" END, CASE WHEN f.late_0 THEN r.data_9 ELSE t."Timer plan" END, CASE WHEN f.late_0 THEN r.data_10 ELSE t."Timer faktisk" END, CASE WHEN f.late_0 THEN r.data_11 ELSE t."Timer praksis" END, CASE WHEN f.late_0 THEN r.data_12 ELSE t."Oppmøte %" END, CASE WHEN f.late_0 THEN r.data_13 ELSE t."Plassandel" END, CASE WHEN f.late_0 THEN r.data_14 ELSE t."Dagsats" END, CASE WHEN f.late_0 THEN r.data_15 ELSE t."Ytelse" END, CASE WHEN f.late_0 THEN r.data_16 ELSE t."Trekk" END, CASE WHEN f.late_0 THEN r.data_17 ELSE t."Reise" END, CASE WHEN f.late_0 THEN r.data_18 ELSE t."Bonus" END, CASE WHEN f.late_0 THEN r.data_19 ELSE t."Valutakurs" END, CASE WHEN f.late_0 THEN r.data_20 ELSE t."Konto" END, CASE WHEN f.late_0 THEN r.data_21 ELSE t."Bilagsnr" END, CASE WHEN f.late_0 THEN r.data_22 ELSE t."Bilagsdato" END, CASE WHEN f.late_0 THEN r.data_23 ELSE t."Kjørt" END, CASE WHEN f.late_0 THEN r.data_24 ELSE t."Kjørt av" END, CASE WHEN f.late_0 THEN r.data_25 ELSE t."Kjøring nr" END, CASE WHEN f.late_0 THEN r.data_26 ELSE t."Godkjent" END, CASE WHEN f.late_0 THEN r.data_27 ELSE t."Godkjent av" END, CASE WHEN f.late_0 THEN r.data_28 ELSE t."Godkjent dato" END, CASE WHEN f.late_0 THEN r.data_29 ELSE t."Overført NAV" END, CASE WHEN f.late_0 THEN r.data_30 ELSE t."Overført dato" END, CASE WHEN f.late_0 THEN r.data_31 ELSE t."Kvittering" END, CASE WHEN f.late_0 THEN r.data_32 ELSE t."Låst" END, CASE WHEN f.late_0 THEN r.data_33 ELSE t."ts" END, CASE WHEN f.late_0 THEN r.data_34 ELSE t."_customer_id" END, CASE WHEN f.late_1 THEN r.large_1 ELSE t."Avvik" END, 
                                        v_now, t."__fences" || jsonb_object(f.late, array_fill(concat(0, '|', r.lsn, '|', r.ts, '|', r.op <> 'r', '|', r.thash, '|', r.part, '|', r.off, '|', r.seq), ARRAY[cardinality(f.late)]))
                                    FROM (
                                        SELECT f.*, array_remove(ARRAY[CASE WHEN f.late_0 THEN '' END, CASE WHEN f.late_1 THEN 'Avvik' END], NULL) AS late
                                        FROM (
                                            SELECT t."__fences" ? '' AND CASE
                                                WHEN split_part(t."__fences" ->> '', '|', 1) = '0' AND split_part(t."__fences" ->> '', '|', 2) COLLATE "C" <> r.lsn
                                                    THEN r.lsn > split_part(t."__fences" ->> '', '|', 2)
                                                ELSE cdc_management.fence_after(concat(0, '|', r.lsn, '|', r.ts, '|', r.op <> 'r', '|', r.thash, '|', r.part, '|', r.off, '|', r.seq), t."__fences" ->> '')
                                            END AS late_0,
                                                r.open & 1::bigint = 0 AND t."__fences" ? 'Avvik' AND CASE
                                                    WHEN split_part(t."__fences" ->> 'Avvik', '|', 1) = '0' AND split_part(t."__fences" ->> 'Avvik', '|', 2) COLLATE "C" <> r.lsn
                                                        THEN r.lsn > split_part(t."__fences" ->> 'Avvik', '|', 2)
                                                    ELSE cdc_management.fence_after(concat(0, '|', r.lsn, '|', r.ts, '|', r.op <> 'r', '|', r.thash, '|', r.part, '|', r.off, '|', r.seq), t."__fences" ->> 'Avvik')
                                                END AS late_1
                                            OFFSET 0
                                        ) AS f
                                    ) AS f
                                )
                            WHEN MATCHED AND t."__sync_timestamp" IS DISTINCT FROM v_now AND NOT set_config('cdc_management.stale', (current_setting('cdc_management.stale')::bigint + 1)::text, true) IS NOT NULL THEN DO NOTHING
                            WHEN NOT MATCHED THEN INSERT ("År", "Måned", "TiltakId", "actno", "Periode", "Avdeling", "Kalenderdager", "Virkedager", "Oppmøtedager", "Fraværsdager gyldig", "Fraværsdager ugyldig", "Sykedager", "Feriedager", "Timer plan", "Timer faktisk", "Timer praksis", "Oppmøte %", "Plassandel", "Dagsats", "Ytelse", "Trekk", "Reise", "Bonus", "Valutakurs", "Konto", "Bilagsnr", "Bilagsdato", "Kjørt", "Kjørt av", "Kjøring nr", "Godkjent", "Godkjent av", "Godkjent dato", "Overført NAV", "Overført dato", "Kvittering", "Låst", "ts", "_customer_id", "Avvik", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences")
                                VALUES (r.key_1, r.key_2, r.key_3, r.key_4, r.key_5, CASE WHEN r.open >= 0 THEN r.data_1 END, CASE WHEN r.open >= 0 THEN r.data_2 END, CASE WHEN r.open >= 0 THEN r.data_3 END, CASE WHEN r.open >= 0 THEN r.data_4 END, CASE WHEN r.open >= 0 THEN r.data_5 END, CASE WHEN r.open >= 0 THEN r.data_6 END, CASE WHEN r.open >= 0 THEN r.data_7 END, CASE WHEN r.open >= 0 THEN r.data_8 END, CASE WHEN r.open >= 0 THEN r.data_9 END, CASE WHEN r.open >= 0 THEN r.data_10 END, CASE WHEN r.open >= 0 THEN r.data_11 END, CASE WHEN r.open >= 0 THEN r.data_12 END, CASE WHEN r.open >= 0 THEN r.data_13 END, CASE WHEN r.open >= 0 THEN r.data_14 END, CASE WHEN r.open >= 0 THEN r.data_15 END, CASE WHEN r.open >= 0 THEN r.data_16 END, CASE WHEN r.open >= 0 THEN r.data_17 END, CASE WHEN r.open >= 0 THEN r.data_18 END, CASE WHEN r.open >= 0 THEN r.data_19 END, CASE WHEN r.open >= 0 THEN r.data_20 END, CASE WHEN r.open >= 0 THEN r.data_21 END, CASE WHEN r.open >= 0 THEN r.data_22 END, CASE WHEN r.open >= 0 THEN r.data_23 END, CASE WHEN r.open >= 0 THEN r.data_24 END, CASE WHEN r.open >= 0 THEN r.data_25 END, CASE WHEN r.open >= 0 THEN r.data_26 END, CASE WHEN r.open >= 0 THEN r.data_27 END, CASE WHEN r.open >= 0 THEN r.data_28 END, CASE WHEN r.open >= 0 THEN r.data_29 END, CASE WHEN r.open >= 0 THEN r.data_30 END, CASE WHEN r.open >= 0 THEN r.data_31 END, CASE WHEN r.open >= 0 THEN r.data_32 END, CASE WHEN r.open >= 0 THEN r.data_33 END, CASE WHEN r.open >= 0 THEN r.data_34 END, CASE
                                        WHEN r.open & 1::bigint = 0 THEN r.large_1
                                        WHEN r.place IS NOT NULL THEN (SELECT f."Avvik" FROM {{SCHEMA}}."stg_Månedsoppgjør" AS f WHERE f."__slot" = v_slot AND f.ctid = r.place)
                                    END, 
                                    v_now, r.source, r.ts, r.op, r.op = 'd', r.lsn, r.seq, r.part, r.off, r.thash, NULL::integer, CASE WHEN r.place IS NOT NULL THEN jsonb_object(v_kept, array_fill(concat(0, '|', r.f_lsn, '|', r.f_ts, '|', r.f_op <> 'r', '|', r.f_thash, '|', r.f_part, '|', r.f_off, '|', r.f_seq), v_kept_count)) WHEN r.open <> 0 THEN v_nothing END);
                            GET DIAGNOSTICS v_rows = ROW_COUNT;
                            v_written := v_written + v_rows;
                            IF v_walk THEN
                                PERFORM set_config('enable_nestloop', 'on', true), set_config('enable_hashjoin', 'on', true);
                                v_walk := false;
                            END IF;
                            v_alone := false;
                            v_paired := false;
                        END LOOP;
                        v_written := v_written - current_setting('cdc_management.again')::bigint;
                        v_stale_places := '{}';
                        v_stale_keys := 0;
                        IF current_setting('cdc_management.stale')::bigint > 0 OR v_written <> v_keys.keys THEN
                            -- What the rows that are there did not let in, counted where it lies. An older event that is the later one by its
                            -- time is for the general way to tell of.
                            SELECT coalesce(sum(k.keys), 0)::bigint AS keys, coalesce(bool_or(k.odd), false) AS odd,
                                coalesce(jsonb_object_agg(k.place::text, k.keys), '{}') AS places
                            INTO STRICT v_stale
                            FROM (
                                SELECT w.place, count(*) AS keys, bool_or(w.lsn < t."__lsn" AND w.ts > t."__source_ts_ms") AS odd
                                FROM (
                                    SELECT DISTINCT ON (s."År", s."Måned", s."TiltakId", s."actno", s."Periode") s."År" AS key_1, s."Måned" AS key_2, s."TiltakId" AS key_3, s."actno" AS key_4, s."Periode" AS key_5, 
                                        (hashtext(s."__kafka_topic")::bigint << 32) + s."__kafka_partition" AS place, CASE WHEN v_colons THEN replace(s."__lsn", ':', '') ELSE s."__lsn" END COLLATE "C" AS lsn, s."__source_ts_ms" AS ts
                                    FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s WHERE s."__slot" = v_slot AND (v_whole OR s.ctid >= v_todo[1] AND s.ctid < v_todo[2])
                                    ORDER BY s."År", s."Måned", s."TiltakId", s."actno", s."Periode", s."__lsn" COLLATE "C" DESC, s."__operation" IS NOT DISTINCT FROM 'r', s."__source_ts_ms" DESC NULLS LAST, s."__kafka_offset" DESC
                                ) AS w
                                JOIN {{SCHEMA}}."Månedsoppgjør" AS t ON t."År" = w.key_1 AND t."Måned" = w.key_2 AND t."TiltakId" = w.key_3 AND t."actno" = w.key_4 AND t."Periode" = w.key_5
                                WHERE t."__sync_timestamp" IS DISTINCT FROM v_now
                                GROUP BY w.place
                            ) AS k;
                            IF v_stale.odd THEN
                                RAISE SQLSTATE 'CDC02';
                            END IF;
                            v_stale_places := v_stale.places;
                            v_stale_keys := v_stale.keys;
                        END IF;
                        IF v_written + v_stale_keys <> v_keys.keys OR v_written + v_stale_keys > v_batch.taken THEN
                            RAISE SQLSTATE 'CDC02';
                        END IF;
                        PERFORM cdc_management.account_batch(v_schema, v_table, (
                            SELECT jsonb_agg(b.part || jsonb_build_object(
                                'applied', b.keys - b.stale, 'superseded', (b.part ->> 'taken')::bigint - b.keys, 'stale', b.stale
                            ))
                            FROM (
                                SELECT p.part, CASE WHEN v_keys.keys IS NULL THEN v_written + v_stale_keys ELSE (v_keys.places ->> p.place)::bigint END AS keys,
                                    coalesce((v_stale_places ->> p.place)::bigint, 0) AS stale
                                FROM (
                                    SELECT e.part, ((hashtext((e.part ->> 'topic'))::bigint << 32) + (e.part ->> 'partition')::integer)::text AS place
                                    FROM jsonb_array_elements(v_batch.parts) AS e (part)
                                ) AS p
                            ) AS b
                        ), v_now);
                        v_total := ARRAY[
                            v_total[1] + v_batch.taken, v_total[2] + v_written, v_total[3] + v_batch.taken - v_written - v_stale_keys,
                            v_total[4] + v_stale_keys, v_total[5], v_total[6], v_total[7], v_total[8] + 1
                        ];
                        v_quick := v_quick + 1;
                        v_undeleted := v_undeleted || v_todo;
                        v_waiting := v_waiting + v_batch.taken;
                    END IF;
                    v_todo := '{}';
                EXCEPTION
                    WHEN SQLSTATE 'CDC02' OR data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded THEN
                        IF v_paired THEN
                            v_pairs := false;
                            v_odd := v_odd - 1;
                        END IF;
                        v_odd := v_odd + 1;
                END;
                IF v_paired THEN
                    v_paired := false;
                    v_lo := v_todo[1];
                    CONTINUE;
                END IF;
                IF v_todo <> '{}' AND v_step > 2 * v_few THEN
                    -- what is odd is looked for in fewer rows
                    v_lo := v_todo[1];
                    v_step := v_few;
                    v_odd := v_odd - 1;
                    CONTINUE;
                END IF;
            END IF;
            -- v_todo holds borders: the range between the first two is next; a range that fails is checked row by
            -- row in one statement, and cut in two where that is not enough.
            WHILE cardinality(v_todo) > 1 LOOP
                BEGIN
                    v_now := greatest(clock_timestamp(), v_now + interval '1 microsecond');
                    WITH n AS (
        SELECT n.*, CASE
        WHEN v_careful AND NOT (((s."Timer plan" > -9999.995 AND s."Timer plan" < 9999.995) OR s."Timer plan" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Timer plan» does not fit numeric(6,2)'
        WHEN v_careful AND NOT (((s."Timer faktisk" > -9999.995 AND s."Timer faktisk" < 9999.995) OR s."Timer faktisk" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Timer faktisk» does not fit numeric(6,2)'
        WHEN v_careful AND NOT (((s."Timer praksis" > -9999.995 AND s."Timer praksis" < 9999.995) OR s."Timer praksis" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Timer praksis» does not fit numeric(6,2)'
        WHEN v_careful AND NOT (((s."Plassandel" > -999.9999995 AND s."Plassandel" < 999.9999995) OR s."Plassandel" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Plassandel» does not fit numeric(9,6)'
        WHEN v_careful AND NOT (((s."Dagsats" > -999999.99995 AND s."Dagsats" < 999999.99995) OR s."Dagsats" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Dagsats» does not fit numeric(10,4)'
        WHEN v_careful AND NOT (((s."Ytelse" > -999999999999999.99995 AND s."Ytelse" < 999999999999999.99995) OR s."Ytelse" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Ytelse» does not fit numeric(19,4)'
        WHEN v_careful AND NOT (((s."Trekk" > -999999999999999.99995 AND s."Trekk" < 999999999999999.99995) OR s."Trekk" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Trekk» does not fit numeric(19,4)'
        WHEN v_careful AND NOT (((s."Reise" > -999999999999999.99995 AND s."Reise" < 999999999999999.99995) OR s."Reise" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Reise» does not fit numeric(19,4)'
        WHEN v_careful AND NOT (((s."Bonus" > -999999999999999.99995 AND s."Bonus" < 999999999999999.99995) OR s."Bonus" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Bonus» does not fit numeric(19,4)'
        WHEN v_careful AND NOT ((char_length(s."Konto") <= 10 OR char_length(rtrim(s."Konto", ' ')) <= 10)) AND n.op <> 'd'
            THEN 'the value of «Konto» does not fit varchar(10)'
        WHEN v_careful AND NOT ((char_length(s."Kjørt av") <= 50 OR char_length(rtrim(s."Kjørt av", ' ')) <= 50)) AND n.op <> 'd'
            THEN 'the value of «Kjørt av» does not fit varchar(50)'
        WHEN v_careful AND NOT ((char_length(s."Godkjent av") <= 50 OR char_length(rtrim(s."Godkjent av", ' ')) <= 50)) AND n.op <> 'd'
            THEN 'the value of «Godkjent av» does not fit varchar(50)'
        WHEN v_careful AND NOT ((char_length(s."Kvittering") <= 60 OR char_length(rtrim(s."Kvittering", ' ')) <= 60)) AND n.op <> 'd'
            THEN 'the value of «Kvittering» does not fit varchar(60)'
        WHEN n.key_1 IS NULL THEN 'the key column «År» is NULL'
        WHEN n.key_2 IS NULL THEN 'the key column «Måned» is NULL'
        WHEN n.key_3 IS NULL THEN 'the key column «TiltakId» is NULL'
        WHEN n.key_4 IS NULL THEN 'the key column «actno» is NULL'
        WHEN n.key_5 IS NULL THEN 'the key column «Periode» is NULL'
        WHEN n.op IS NULL THEN 'unknown __operation'
        WHEN n.raw_lsn IS NOT NULL AND n.lsn IS NULL THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN n.off < 0 OR n.part < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN n.off = 9223372036854775807 OR octet_length(n.topic) > 249 THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END AS reason
        FROM (
            SELECT s.ctid AS sctid,
                s."År" AS key_1,
                s."Måned" AS key_2,
                s."TiltakId" AS key_3,
                s."actno" AS key_4,
                s."Periode" AS key_5,
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
    NOT (s."Avvik"::text IS DISTINCT FROM v_unavailable) AS partial
            FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s
            WHERE s."__slot" = v_slot AND s.ctid >= v_todo[1] AND s.ctid < v_todo[2]
            OFFSET 0
        ) AS n
        JOIN {{SCHEMA}}."stg_Månedsoppgjør" AS s ON s.ctid = n.sctid AND s."__slot" = v_slot
        OFFSET 0
    ), r AS (
        SELECT n.*, bool_or(n.lsn IS NOT NULL AND n.reason IS NULL) OVER (PARTITION BY n.key_1, n.key_2, n.key_3, n.key_4, n.key_5, n.inc) AS any_lsn
        FROM (
            -- within a partition the later offset wins: there, __seq_val must not fall
            SELECT n.*, max(n.seq) FILTER (WHERE n.reason IS NULL) OVER (
                PARTITION BY n.key_1, n.key_2, n.key_3, n.key_4, n.key_5, n.inc, n.lsn, n.ts, n.op = 'r', n.thash, n.part ORDER BY n.off NULLS FIRST
            ) AS risen FROM n
        ) AS n
    ), m AS (
        SELECT r.*, t.ctid AS tctid, t."__fences" AS fences,
            t."__lsn" AS held_lsn, coalesce(t."__incarnation", 0) AS held_inc, t."__source_ts_ms" AS held_ts,
            t.ctid IS NULL OR CASE
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
            END AS newer
        FROM r
        LEFT JOIN {{SCHEMA}}."Månedsoppgjør" AS t ON t."År" = r.key_1 AND t."Måned" = r.key_2 AND t."TiltakId" = r.key_3 AND t."actno" = r.key_4 AND t."Periode" = r.key_5
        OFFSET 0
    ), o AS (
        -- per key, the greatest fence first; rejected rows last, also those that what is held makes one
        SELECT m.*, first_value(m.sctid) OVER (
            PARTITION BY m.key_1, m.key_2, m.key_3, m.key_4, m.key_5 ORDER BY m.refused IS NOT NULL, m.inc DESC, m.lsn DESC NULLS LAST, CASE WHEN m.lsn IS NULL THEN m.ts END DESC NULLS LAST,
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
            coalesce(m.newer, false) AS newer,
            m.refused AS reason,
            CASE
                WHEN m.refused IS NOT NULL THEN 4
                WHEN m.sctid <> m.gid THEN 2
                WHEN m.tctid IS NULL THEN CASE WHEN m.op = 'd' OR m.partial THEN 5 ELSE 0 END
                WHEN m.newer THEN CASE WHEN m.op = 'd' OR m.partial THEN 6 ELSE 1 END
                WHEN m.fences IS NOT NULL THEN 6
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
        SELECT p.sctid, p.tctid, p.op, p.lsn, p.ts, p.seq, p.thash, p.part, p.off, p.newer, p.class, p.tenant, p.topic, p.pos_part, p.inc,
            CASE WHEN p.op <> 'd' THEN p.sctid END AS s0, NULL::text AS f0,
            CASE WHEN p.op <> 'd' AND s."Avvik"::text IS DISTINCT FROM v_unavailable THEN p.sctid END AS s1, NULL::text AS f1
        FROM p JOIN {{SCHEMA}}."stg_Månedsoppgjør" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
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
            (array_agg(e.sctid ORDER BY e.rn) FILTER (WHERE e.op <> 'd'))[1],
            (array_agg(e.fence ORDER BY e.rn) FILTER (WHERE e.op <> 'd'))[1],
            (array_agg(e.sctid ORDER BY e.rn) FILTER (WHERE e.op <> 'd' AND e.real1))[1],
            (array_agg(e.fence ORDER BY e.rn) FILTER (WHERE e.op <> 'd' AND e.real1))[1]
        FROM (
            SELECT p.*, concat(p.inc, '|', p.lsn, '|', p.ts, '|', p.op <> 'r', '|', p.thash, '|', p.part, '|', p.off, '|', p.seq) AS fence, s."Avvik"::text IS DISTINCT FROM v_unavailable AS real1,
                row_number() OVER (PARTITION BY p.gid ORDER BY p.inc DESC, p.lsn DESC NULLS LAST, CASE WHEN p.lsn IS NULL THEN p.ts END DESC NULLS LAST,
                    p.op = 'r', p.ts DESC NULLS LAST, p.risen DESC NULLS LAST, p.off DESC NULLS LAST,
                    p.thash DESC NULLS LAST, p.part DESC NULLS LAST,
                    CASE WHEN p.lsn IS NULL AND p.ts IS NULL AND p.off IS NULL THEN p.sctid END DESC NULLS LAST, p.sctid) AS rn
            FROM p JOIN {{SCHEMA}}."stg_Månedsoppgjør" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
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
            SELECT t."__fences" AS fences, concat(coalesce(t."__incarnation", 0), '|', t."__lsn", '|', t."__source_ts_ms", '|', t."__operation" IS DISTINCT FROM 'r', '|', t."__topic", '|', t."__kafka_partition", '|', t."__kafka_offset", '|', t."__seq_val") AS fence
            FROM {{SCHEMA}}."Månedsoppgjør" AS t WHERE t.ctid = g.tctid
        ) AS t ON true
        OFFSET 0
    ), q AS (
        SELECT h.*,
            CASE
                WHEN h.s0 IS NULL THEN false
                WHEN h.tctid IS NULL OR (h.newer AND h.s0 = h.sctid) THEN true
                ELSE cdc_management.fence_after(
                    coalesce(h.f0, concat(h.inc, '|', h.lsn, '|', h.ts, '|', h.op <> 'r', '|', h.thash, '|', h.part, '|', h.off, '|', h.seq)),
                    CASE WHEN h.held ? '' THEN h.held ->> '' ELSE h.row_fence END
                )
            END AS take0,
            CASE
                WHEN h.s1 IS NULL THEN false
                WHEN h.tctid IS NULL OR (h.newer AND h.s1 = h.sctid) THEN true
                ELSE cdc_management.fence_after(
                    coalesce(h.f1, concat(h.inc, '|', h.lsn, '|', h.ts, '|', h.op <> 'r', '|', h.thash, '|', h.part, '|', h.off, '|', h.seq)),
                    CASE WHEN h.held ? 'Avvik' THEN h.held ->> 'Avvik' ELSE h.row_fence END
                )
            END AS take1
        FROM h
        OFFSET 0
    ), c AS MATERIALIZED (
        SELECT q.*, q.newer OR q.take0 OR q.take1 AS changed,
            nullif(jsonb_strip_nulls(jsonb_build_object(
                '', CASE
                    WHEN q.take0 THEN CASE WHEN q.newer AND q.s0 = q.sctid THEN NULL ELSE to_jsonb(coalesce(q.f0, concat(q.inc, '|', q.lsn, '|', q.ts, '|', q.op <> 'r', '|', q.thash, '|', q.part, '|', q.off, '|', q.seq))) END
                    WHEN q.held ? '' THEN q.held -> ''
                    WHEN q.tctid IS NULL THEN 'false'::jsonb
                    WHEN q.newer THEN to_jsonb(q.row_fence)
                END,
                'Avvik', CASE
                    WHEN q.take1 THEN CASE WHEN q.newer AND q.s1 = q.sctid THEN NULL ELSE to_jsonb(coalesce(q.f1, concat(q.inc, '|', q.lsn, '|', q.ts, '|', q.op <> 'r', '|', q.thash, '|', q.part, '|', q.off, '|', q.seq))) END
                    WHEN q.held ? 'Avvik' THEN q.held -> 'Avvik'
                    WHEN q.tctid IS NULL THEN 'false'::jsonb
                    WHEN q.newer THEN to_jsonb(q.row_fence)
                END
            )), '{}'::jsonb) AS fences
        FROM q
    ), cu AS (
        UPDATE {{SCHEMA}}."Månedsoppgjør" AS t
        SET "Avdeling" = CASE WHEN c.take0 THEN s0."Avdeling" ELSE t."Avdeling" END,
    "Kalenderdager" = CASE WHEN c.take0 THEN s0."Kalenderdager" ELSE t."Kalenderdager" END,
    "Virkedager" = CASE WHEN c.take0 THEN s0."Virkedager" ELSE t."Virkedager" END,
    "Oppmøtedager" = CASE WHEN c.take0 THEN s0."Oppmøtedager" ELSE t."Oppmøtedager" END,
    "Fraværsdager gyldig" = CASE WHEN c.take0 THEN s0."Fraværsdager gyldig" ELSE t."Fraværsdager gyldig" END,
    "Fraværsdager ugyldig" = CASE WHEN c.take0 THEN s0."Fraværsdager ugyldig" ELSE t."Fraværsdager ugyldig" END,
    "Sykedager" = CASE WHEN c.take0 THEN s0."Sykedager" ELSE t."Sykedager" END,
    "Feriedager" = CASE WHEN c.take0 THEN s0."Feriedager" ELSE t."Feriedager" END,
    "Timer plan" = CASE WHEN c.take0 THEN s0."Timer plan" ELSE t."Timer plan" END,
    "Timer faktisk" = CASE WHEN c.take0 THEN s0."Timer faktisk" ELSE t."Timer faktisk" END,
    "Timer praksis" = CASE WHEN c.take0 THEN s0."Timer praksis" ELSE t."Timer praksis" END,
    "Oppmøte %" = CASE WHEN c.take0 THEN s0."Oppmøte %" ELSE t."Oppmøte %" END,
    "Plassandel" = CASE WHEN c.take0 THEN s0."Plassandel" ELSE t."Plassandel" END,
    "Dagsats" = CASE WHEN c.take0 THEN s0."Dagsats" ELSE t."Dagsats" END,
    "Ytelse" = CASE WHEN c.take0 THEN s0."Ytelse" ELSE t."Ytelse" END,
    "Trekk" = CASE WHEN c.take0 THEN s0."Trekk" ELSE t."Trekk" END,
    "Reise" = CASE WHEN c.take0 THEN s0."Reise" ELSE t."Reise" END,
    "Bonus" = CASE WHEN c.take0 THEN s0."Bonus" ELSE t."Bonus" END,
    "Valutakurs" = CASE WHEN c.take0 THEN s0."Valutakurs" ELSE t."Valutakurs" END,
    "Konto" = CASE WHEN c.take0 THEN s0."Konto" ELSE t."Konto" END,
    "Bilagsnr" = CASE WHEN c.take0 THEN s0."Bilagsnr" ELSE t."Bilagsnr" END,
    "Bilagsdato" = CASE WHEN c.take0 THEN s0."Bilagsdato" ELSE t."Bilagsdato" END,
    "Kjørt" = CASE WHEN c.take0 THEN s0."Kjørt" ELSE t."Kjørt" END,
    "Kjørt av" = CASE WHEN c.take0 THEN s0."Kjørt av" ELSE t."Kjørt av" END,
    "Kjøring nr" = CASE WHEN c.take0 THEN s0."Kjøring nr" ELSE t."Kjøring nr" END,
    "Godkjent" = CASE WHEN c.take0 THEN s0."Godkjent" ELSE t."Godkjent" END,
    "Godkjent av" = CASE WHEN c.take0 THEN s0."Godkjent av" ELSE t."Godkjent av" END,
    "Godkjent dato" = CASE WHEN c.take0 THEN s0."Godkjent dato" ELSE t."Godkjent dato" END,
    "Overført NAV" = CASE WHEN c.take0 THEN s0."Overført NAV" ELSE t."Overført NAV" END,
    "Overført dato" = CASE WHEN c.take0 THEN s0."Overført dato" ELSE t."Overført dato" END,
    "Kvittering" = CASE WHEN c.take0 THEN s0."Kvittering" ELSE t."Kvittering" END,
    "Låst" = CASE WHEN c.take0 THEN s0."Låst" ELSE t."Låst" END,
    "ts" = CASE WHEN c.take0 THEN s0."ts" ELSE t."ts" END,
    "_customer_id" = CASE WHEN c.take0 THEN s0."_customer_id" ELSE t."_customer_id" END,
    "Avvik" = CASE WHEN c.take1 THEN s1."Avvik" ELSE t."Avvik" END,
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
        JOIN {{SCHEMA}}."stg_Månedsoppgjør" AS s ON s.ctid = c.sctid AND s."__slot" = v_slot
        LEFT JOIN (
        SELECT x.ctid AS position, x."Avdeling", x."Kalenderdager", x."Virkedager", x."Oppmøtedager", x."Fraværsdager gyldig", x."Fraværsdager ugyldig", x."Sykedager", x."Feriedager", x."Timer plan", x."Timer faktisk", x."Timer praksis", x."Oppmøte %", x."Plassandel", x."Dagsats", x."Ytelse", x."Trekk", x."Reise", x."Bonus", x."Valutakurs", x."Konto", x."Bilagsnr", x."Bilagsdato", x."Kjørt", x."Kjørt av", x."Kjøring nr", x."Godkjent", x."Godkjent av", x."Godkjent dato", x."Overført NAV", x."Overført dato", x."Kvittering", x."Låst", x."ts", x."_customer_id", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_Månedsoppgjør" AS x WHERE x."__slot" = v_slot
    ) AS s0 ON s0.position = c.s0
        LEFT JOIN (
        SELECT x.ctid AS position, x."Avvik", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_Månedsoppgjør" AS x WHERE x."__slot" = v_slot
    ) AS s1 ON s1.position = c.s1
        WHERE c.class = 6 AND c.changed AND t.ctid = c.tctid
        RETURNING 1
    ), ci AS (
        INSERT INTO {{SCHEMA}}."Månedsoppgjør" ("År", "Måned", "TiltakId", "actno", "Periode", "Avdeling", "Kalenderdager", "Virkedager", "Oppmøtedager", "Fraværsdager gyldig", "Fraværsdager ugyldig", "Sykedager", "Feriedager", "Timer plan", "Timer faktisk", "Timer praksis", "Oppmøte %", "Plassandel", "Dagsats", "Ytelse", "Trekk", "Reise", "Bonus", "Valutakurs", "Konto", "Bilagsnr", "Bilagsdato", "Kjørt", "Kjørt av", "Kjøring nr", "Godkjent", "Godkjent av", "Godkjent dato", "Overført NAV", "Overført dato", "Kvittering", "Låst", "ts", "_customer_id", "Avvik", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences")
        SELECT s."År", s."Måned", s."TiltakId", s."actno", s."Periode", s0."Avdeling", s0."Kalenderdager", s0."Virkedager", s0."Oppmøtedager", s0."Fraværsdager gyldig", s0."Fraværsdager ugyldig", s0."Sykedager", s0."Feriedager", s0."Timer plan", s0."Timer faktisk", s0."Timer praksis", s0."Oppmøte %", s0."Plassandel", s0."Dagsats", s0."Ytelse", s0."Trekk", s0."Reise", s0."Bonus", s0."Valutakurs", s0."Konto", s0."Bilagsnr", s0."Bilagsdato", s0."Kjørt", s0."Kjørt av", s0."Kjøring nr", s0."Godkjent", s0."Godkjent av", s0."Godkjent dato", s0."Overført NAV", s0."Overført dato", s0."Kvittering", s0."Låst", s0."ts", s0."_customer_id", s1."Avvik", 
            v_now, s."__source", s."__source_ts_ms", c.op, c.op = 'd', c.lsn, c.seq,
            s."__kafka_partition", s."__kafka_offset", c.thash, nullif(c.inc, 0), c.fences
        FROM c
        JOIN {{SCHEMA}}."stg_Månedsoppgjør" AS s ON s.ctid = c.sctid AND s."__slot" = v_slot
        LEFT JOIN (
        SELECT x.ctid AS position, x."Avdeling", x."Kalenderdager", x."Virkedager", x."Oppmøtedager", x."Fraværsdager gyldig", x."Fraværsdager ugyldig", x."Sykedager", x."Feriedager", x."Timer plan", x."Timer faktisk", x."Timer praksis", x."Oppmøte %", x."Plassandel", x."Dagsats", x."Ytelse", x."Trekk", x."Reise", x."Bonus", x."Valutakurs", x."Konto", x."Bilagsnr", x."Bilagsdato", x."Kjørt", x."Kjørt av", x."Kjøring nr", x."Godkjent", x."Godkjent av", x."Godkjent dato", x."Overført NAV", x."Overført dato", x."Kvittering", x."Låst", x."ts", x."_customer_id", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_Månedsoppgjør" AS x WHERE x."__slot" = v_slot
    ) AS s0 ON s0.position = c.s0
        LEFT JOIN (
        SELECT x.ctid AS position, x."Avvik", x."__operation", x."__lsn", x."__seq_val", x."__source_ts_ms", x."__kafka_topic", x."__kafka_partition", x."__kafka_offset"
        FROM {{SCHEMA}}."stg_Månedsoppgjør" AS x WHERE x."__slot" = v_slot
    ) AS s1 ON s1.position = c.s1
        WHERE c.class = 5
        RETURNING 1
    ), u AS (
        UPDATE {{SCHEMA}}."Månedsoppgjør" AS t
        SET ("Avdeling", "Kalenderdager", "Virkedager", "Oppmøtedager", "Fraværsdager gyldig", "Fraværsdager ugyldig", "Sykedager", "Feriedager", "Timer plan", "Timer faktisk", "Timer praksis", "Oppmøte %", "Plassandel", "Dagsats", "Ytelse", "Trekk", "Reise", "Bonus", "Valutakurs", "Konto", "Bilagsnr", "Bilagsdato", "Kjørt", "Kjørt av", "Kjøring nr", "Godkjent", "Godkjent av", "Godkjent dato", "Overført NAV", "Overført dato", "Kvittering", "Låst", "ts", "_customer_id", "Avvik", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences") = ROW(
    s."Avdeling", s."Kalenderdager", s."Virkedager", s."Oppmøtedager", s."Fraværsdager gyldig", s."Fraværsdager ugyldig", s."Sykedager", s."Feriedager", s."Timer plan", s."Timer faktisk", s."Timer praksis", s."Oppmøte %", s."Plassandel", s."Dagsats", s."Ytelse", s."Trekk", s."Reise", s."Bonus", s."Valutakurs", s."Konto", s."Bilagsnr", s."Bilagsdato", s."Kjørt", s."Kjørt av", s."Kjøring nr", s."Godkjent", s."Godkjent av", s."Godkjent dato", s."Overført NAV", s."Overført dato", s."Kvittering", s."Låst", s."ts", s."_customer_id", s."Avvik", 
            v_now, s."__source", s."__source_ts_ms", p.op, p.op = 'd', p.lsn, p.seq,
            s."__kafka_partition", s."__kafka_offset", p.thash, nullif(p.inc, 0), NULL)
        FROM p JOIN {{SCHEMA}}."stg_Månedsoppgjør" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 1 AND t.ctid = p.tctid AND (SELECT bool_or(a.class IN (1)) FROM classes AS a)
        RETURNING 1
    ), i AS (
        INSERT INTO {{SCHEMA}}."Månedsoppgjør" ("År", "Måned", "TiltakId", "actno", "Periode", "Avdeling", "Kalenderdager", "Virkedager", "Oppmøtedager", "Fraværsdager gyldig", "Fraværsdager ugyldig", "Sykedager", "Feriedager", "Timer plan", "Timer faktisk", "Timer praksis", "Oppmøte %", "Plassandel", "Dagsats", "Ytelse", "Trekk", "Reise", "Bonus", "Valutakurs", "Konto", "Bilagsnr", "Bilagsdato", "Kjørt", "Kjørt av", "Kjøring nr", "Godkjent", "Godkjent av", "Godkjent dato", "Overført NAV", "Overført dato", "Kvittering", "Låst", "ts", "_customer_id", "Avvik", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation")
        SELECT s."År", s."Måned", s."TiltakId", s."actno", s."Periode", s."Avdeling", s."Kalenderdager", s."Virkedager", s."Oppmøtedager", s."Fraværsdager gyldig", s."Fraværsdager ugyldig", s."Sykedager", s."Feriedager", s."Timer plan", s."Timer faktisk", s."Timer praksis", s."Oppmøte %", s."Plassandel", s."Dagsats", s."Ytelse", s."Trekk", s."Reise", s."Bonus", s."Valutakurs", s."Konto", s."Bilagsnr", s."Bilagsdato", s."Kjørt", s."Kjørt av", s."Kjøring nr", s."Godkjent", s."Godkjent av", s."Godkjent dato", s."Overført NAV", s."Overført dato", s."Kvittering", s."Låst", s."ts", s."_customer_id", s."Avvik", 
            v_now, s."__source", s."__source_ts_ms", p.op, p.op = 'd', p.lsn, p.seq,
            s."__kafka_partition", s."__kafka_offset", p.thash, nullif(p.inc, 0)
        FROM p JOIN {{SCHEMA}}."stg_Månedsoppgjør" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 0 AND (SELECT bool_or(a.class IN (0)) FROM classes AS a)
        RETURNING 1
    ), rej AS (
        INSERT INTO cdc_management.merge_rejects (
            schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id
        )
        SELECT v_schema, v_table, p.reason, jsonb_object(
        ARRAY['År', 'Måned', 'TiltakId', 'actno', 'Periode', 'Avdeling', 'Kalenderdager', 'Virkedager', 'Oppmøtedager', 'Fraværsdager gyldig', 'Fraværsdager ugyldig', 'Sykedager', 'Feriedager', 'Timer plan', 'Timer faktisk', 'Timer praksis', 'Oppmøte %', 'Plassandel', 'Dagsats', 'Ytelse', 'Trekk', 'Reise', 'Bonus', 'Valutakurs', 'Konto', 'Bilagsnr', 'Bilagsdato', 'Kjørt', 'Kjørt av', 'Kjøring nr', 'Godkjent', 'Godkjent av', 'Godkjent dato', 'Overført NAV', 'Overført dato', 'Kvittering', 'Låst', 'ts', '_customer_id', 'Avvik', '__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp']::text[],
        ARRAY[s."År"::text, s."Måned"::text, s."TiltakId"::text, s."actno"::text, s."Periode"::text, s."Avdeling"::text, s."Kalenderdager"::text, s."Virkedager"::text, s."Oppmøtedager"::text, s."Fraværsdager gyldig"::text, s."Fraværsdager ugyldig"::text, s."Sykedager"::text, s."Feriedager"::text, s."Timer plan"::text, s."Timer faktisk"::text, s."Timer praksis"::text, s."Oppmøte %"::text, s."Plassandel"::text, s."Dagsats"::text, s."Ytelse"::text, s."Trekk"::text, s."Reise"::text, s."Bonus"::text, s."Valutakurs"::text, s."Konto"::text, s."Bilagsnr"::text, s."Bilagsdato"::text, s."Kjørt"::text, s."Kjørt av"::text, s."Kjøring nr"::text, s."Godkjent"::text, s."Godkjent av"::text, s."Godkjent dato"::text, s."Overført NAV"::text, s."Overført dato"::text, s."Kvittering"::text, s."Låst"::text, s."ts"::text, s."_customer_id"::text, s."Avvik"::text, s."__operation"::text, s."__source_ts_ms"::text, s."__lsn"::text, s."__seq_val"::text, s."__source"::text, s."__kafka_topic"::text, s."__kafka_partition"::text, s."__kafka_offset"::text, s."__kafka_timestamp"::text]
    ),
            s."__kafka_topic", s."__kafka_partition", s."__kafka_offset", s."__reject_id"
        FROM p JOIN {{SCHEMA}}."stg_Månedsoppgjør" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
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
        DELETE FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s
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
        (SELECT count(*) FROM u) + (SELECT count(*) FROM i)
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
                    WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded THEN
                        GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT;
                        IF NOT v_careful THEN
                            v_careful := true;
                        ELSE
                            SELECT min(b.position), max(b.position), count(*) INTO v_lo, v_hi, v_rows FROM (
                                SELECT s.ctid AS position FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s
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
                                    DELETE FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s WHERE s."__slot" = v_slot AND s.ctid = v_lo RETURNING s.*
                                ), kept AS (
                                    INSERT INTO cdc_management.merge_rejects (
                                        schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id
                                    )
                                    SELECT v_schema, v_table, v_state || ': ' || v_message, jsonb_object(
    ARRAY['År', 'Måned', 'TiltakId', 'actno', 'Periode', 'Avdeling', 'Kalenderdager', 'Virkedager', 'Oppmøtedager', 'Fraværsdager gyldig', 'Fraværsdager ugyldig', 'Sykedager', 'Feriedager', 'Timer plan', 'Timer faktisk', 'Timer praksis', 'Oppmøte %', 'Plassandel', 'Dagsats', 'Ytelse', 'Trekk', 'Reise', 'Bonus', 'Valutakurs', 'Konto', 'Bilagsnr', 'Bilagsdato', 'Kjørt', 'Kjørt av', 'Kjøring nr', 'Godkjent', 'Godkjent av', 'Godkjent dato', 'Overført NAV', 'Overført dato', 'Kvittering', 'Låst', 'ts', '_customer_id', 'Avvik', '__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp']::text[],
    ARRAY[s."År"::text, s."Måned"::text, s."TiltakId"::text, s."actno"::text, s."Periode"::text, s."Avdeling"::text, s."Kalenderdager"::text, s."Virkedager"::text, s."Oppmøtedager"::text, s."Fraværsdager gyldig"::text, s."Fraværsdager ugyldig"::text, s."Sykedager"::text, s."Feriedager"::text, s."Timer plan"::text, s."Timer faktisk"::text, s."Timer praksis"::text, s."Oppmøte %"::text, s."Plassandel"::text, s."Dagsats"::text, s."Ytelse"::text, s."Trekk"::text, s."Reise"::text, s."Bonus"::text, s."Valutakurs"::text, s."Konto"::text, s."Bilagsnr"::text, s."Bilagsdato"::text, s."Kjørt"::text, s."Kjørt av"::text, s."Kjøring nr"::text, s."Godkjent"::text, s."Godkjent av"::text, s."Godkjent dato"::text, s."Overført NAV"::text, s."Overført dato"::text, s."Kvittering"::text, s."Låst"::text, s."ts"::text, s."_customer_id"::text, s."Avvik"::text, s."__operation"::text, s."__source_ts_ms"::text, s."__lsn"::text, s."__seq_val"::text, s."__source"::text, s."__kafka_topic"::text, s."__kafka_partition"::text, s."__kafka_offset"::text, s."__kafka_timestamp"::text]
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
                                    SELECT s.ctid AS position FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s
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
        IF v_waiting > 0 AND NOT cdc_management.truncate_settled(v_leaf.leaf, CASE WHEN NOT v_held THEN v_waiting END) THEN
            WHILE cardinality(v_undeleted) > 0 LOOP
                v_todo := v_undeleted[:2];
                v_undeleted := v_undeleted[3:];
                v_whole := false;
                DELETE FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s WHERE s."__slot" = v_slot AND (v_whole OR s.ctid >= v_todo[1] AND s.ctid < v_todo[2]);
                GET DIAGNOSTICS v_rows = ROW_COUNT;
                v_waiting := v_waiting - v_rows;
            END LOOP;
            IF v_waiting <> 0 THEN
                RAISE SQLSTATE 'CDC03';
            END IF;
        END IF;
        EXIT;
        EXCEPTION WHEN SQLSTATE 'CDC03' THEN  -- a writer that chose the leaf itself
            v_total := v_before;
            v_quick := v_quick_before;
            v_settled := false;
        END; END LOOP;
    END LOOP;

    IF v_total[8] > 0 THEN
        UPDATE cdc_management.merge_control AS m
        SET rows_taken = m.rows_taken + v_total[1], rows_applied = m.rows_applied + v_total[2],
            rows_superseded = m.rows_superseded + v_total[3], rows_stale = m.rows_stale + v_total[4],
            rows_rejected = m.rows_rejected + v_total[5], rows_without_lsn = m.rows_without_lsn + v_total[6],
            rows_without_position = m.rows_without_position + v_total[7], batches = m.batches + v_total[8], quick_batches = m.quick_batches + v_quick,            last_merge_at = clock_timestamp(),
            last_duration_ms = extract(epoch FROM clock_timestamp() - v_started) * 1000
        WHERE m.schema_name = v_schema AND m.table_name = v_table;
    END IF;
    IF v_replayed IS NOT NULL THEN
        UPDATE cdc_management.merge_rejects AS r SET merged_at = clock_timestamp()
        WHERE r.id = ANY (v_replayed) AND NOT EXISTS (SELECT FROM {{SCHEMA}}."stg_Månedsoppgjør" AS s WHERE s."__reject_id" = r.id);
    END IF;
    PERFORM cdc_management.truncate_drained(c_staging);
END
$cdc$;

COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_månedsoppgjør"(integer, numeric) IS 'Merges the change events of dbo.Månedsoppgjør in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_månedsoppgjør"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Månedsoppgjør"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Månedsoppgjør"),
    'sp_merge_månedsoppgjør'
);
