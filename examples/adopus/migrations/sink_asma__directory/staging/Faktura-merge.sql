-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Faktura of AdOpusTest, service adopus
-- target: Faktura in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: fb7e8e48f4ac060e0ea232ce7c404fa29c4fdb8e342b3dedb59746f0a4024685

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_faktura"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
SET intervalstyle = 'postgres'
SET bytea_output = 'hex'
SET extra_float_digits = 1
SET work_mem = '64MB'
SET random_page_cost = 1.1
SET jit = off
SET synchronize_seqscans = off
SET plan_cache_mode = force_custom_plan
AS $cdc$
#variable_conflict use_variable
-- Every statement of a batch's merge is one statement: they share its snapshot, so that what is applied, counted,
-- accounted for and deleted is the same set of rows, whatever commits meanwhile.
DECLARE
    c_target CONSTANT regclass := cdc_management.relation_of(NULL::{{SCHEMA}}."Faktura");
    c_staging CONSTANT regclass := cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Faktura");
    v_schema text;
    v_table text := 'Faktura';
    v_incarnation integer;
    v_unavailable text;
    v_unavailable_bytes bytea;
    v_started timestamptz := clock_timestamp();
    v_now timestamptz;
    v_leaf record;
    v_slot bigint;
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
    v_total bigint[] := array_fill(0::bigint, ARRAY[8]);
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
        SELECT l.slot, l.pages FROM cdc_management.staging_leaves(c_staging) AS l WHERE l.pages > 0 ORDER BY l.slot
    LOOP
        v_slot := v_leaf.slot;
        v_end := format('(%s,0)', v_leaf.pages)::tid;
        v_lo := '(0,0)';
        WHILE v_lo < v_end LOOP
            -- The batch: the next rows in the order they lie, up to a position that no later row can shift.
            SELECT s.ctid INTO v_hi FROM {{SCHEMA}}."stg_Faktura" AS s
            WHERE s."__slot" = v_slot AND s.ctid >= v_lo AND s.ctid < v_end
            OFFSET p_batch_size LIMIT 1;
            v_todo := ARRAY[v_lo, coalesce(v_hi, v_end)];
            v_lo := coalesce(v_hi, v_end);
            v_careful := false;
            -- v_todo holds borders: the range between the first two is next; a range that fails is checked row by
            -- row in one statement, and cut in two where that is not enough.
            WHILE cardinality(v_todo) > 1 LOOP
                BEGIN
                    v_now := clock_timestamp();
                    IF v_careful THEN
                        WITH n AS (
        SELECT n.*, CASE
        WHEN NOT ((char_length(s."FakturaType") <= 1 OR char_length(rtrim(s."FakturaType", ' ')) <= 1)) AND n.op <> 'd'
            THEN 'the value of «FakturaType» does not fit varchar(1)'
        WHEN NOT ((char_length(s."Deres ref") <= 60 OR char_length(rtrim(s."Deres ref", ' ')) <= 60)) AND n.op <> 'd'
            THEN 'the value of «Deres ref» does not fit varchar(60)'
        WHEN NOT ((char_length(s."Vår ref") <= 60 OR char_length(rtrim(s."Vår ref", ' ')) <= 60)) AND n.op <> 'd'
            THEN 'the value of «Vår ref» does not fit varchar(60)'
        WHEN NOT ((char_length(s."Bestillingsnr") <= 60 OR char_length(rtrim(s."Bestillingsnr", ' ')) <= 60)) AND n.op <> 'd'
            THEN 'the value of «Bestillingsnr» does not fit varchar(60)'
        WHEN NOT ((char_length(s."KID") <= 25 OR char_length(rtrim(s."KID", ' ')) <= 25)) AND n.op <> 'd'
            THEN 'the value of «KID» does not fit varchar(25)'
        WHEN NOT (((s."Netto" > -9999999999999999.995 AND s."Netto" < 9999999999999999.995) OR s."Netto" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Netto» does not fit numeric(18,2)'
        WHEN NOT (((s."Mva" > -9999999999999999.995 AND s."Mva" < 9999999999999999.995) OR s."Mva" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Mva» does not fit numeric(18,2)'
        WHEN NOT (((s."Øreavrunding" > -999.995 AND s."Øreavrunding" < 999.995) OR s."Øreavrunding" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Øreavrunding» does not fit numeric(5,2)'
        WHEN NOT (((s."Betalt" > -999999999999999.99995 AND s."Betalt" < 999999999999999.99995) OR s."Betalt" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Betalt» does not fit numeric(19,4)'
        WHEN NOT ((char_length(s."Valuta") <= 3 OR char_length(rtrim(s."Valuta", ' ')) <= 3)) AND n.op <> 'd'
            THEN 'the value of «Valuta» does not fit varchar(3)'
        WHEN NOT (((s."Kurs" > -999999999.9999999995 AND s."Kurs" < 999999999.9999999995) OR s."Kurs" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Kurs» does not fit numeric(18,9)'
        WHEN NOT (((s."Purregebyr" > -999999.99995 AND s."Purregebyr" < 999999.99995) OR s."Purregebyr" = 'NaN')) AND n.op <> 'd'
            THEN 'the value of «Purregebyr» does not fit numeric(10,4)'
        WHEN n.key_1 IS NULL THEN 'the key column «FakturaId» is NULL'
        WHEN n.op IS NULL THEN 'unknown __operation'
        WHEN n.raw_lsn IS NOT NULL AND n.lsn IS NULL THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN n.off < 0 OR n.part < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN n.off = 9223372036854775807 OR octet_length(n.topic) > 249 THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END AS reason
        FROM (
            SELECT s.ctid AS sctid,
                s."FakturaId" AS key_1,
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
                (s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND coalesce(s."__kafka_partition", -1) >= 0 AND coalesce(s."__kafka_offset", -1) BETWEEN 0 AND 9223372036854775806) AS positioned, ''::text AS tenant,
    NOT (s."EhfXml"::text IS DISTINCT FROM v_unavailable) AS partial
            FROM {{SCHEMA}}."stg_Faktura" AS s
            WHERE s."__slot" = v_slot AND s.ctid >= v_todo[1] AND s.ctid < v_todo[2]
            OFFSET 0
        ) AS n
        JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = n.sctid AND s."__slot" = v_slot
        OFFSET 0
    ), r AS (
        -- per key, the greatest fence first; rejected rows last
        SELECT n.*, first_value(n.sctid) OVER w AS gid, n.sctid <> first_value(n.sctid) OVER w AND lag(n.ts) OVER w IS NOT DISTINCT FROM n.ts AS tied,
            first_value(n.lsn) OVER w AS top_lsn
        FROM (
            -- within a partition the later offset wins: there, __seq_val must not fall
            SELECT n.*, max(n.seq) FILTER (WHERE n.reason IS NULL) OVER (
                PARTITION BY n.key_1, n.lsn, n.ts, n.op = 'r', n.thash, n.part ORDER BY n.off NULLS FIRST
            ) AS risen FROM n
        ) AS n
        WINDOW w AS (
            PARTITION BY n.key_1
            ORDER BY n.reason IS NOT NULL, n.lsn DESC NULLS LAST, CASE WHEN n.lsn IS NULL THEN n.ts END DESC NULLS LAST,
                n.op = 'r', n.ts DESC NULLS LAST, n.risen DESC NULLS LAST, n.off DESC NULLS LAST,
                n.thash DESC NULLS LAST, n.part DESC NULLS LAST,
                CASE WHEN n.lsn IS NULL AND n.ts IS NULL AND n.off IS NULL THEN n.sctid END DESC NULLS LAST, n.sctid
            ROWS UNBOUNDED PRECEDING
        )
    ), m AS (
        SELECT r.*, t.ctid AS tctid, t."__fences" AS fences,
            t."__lsn" AS held_lsn, coalesce(t."__incarnation", 0) AS held_inc, t."__source_ts_ms" AS held_ts,
            t.ctid IS NULL OR CASE
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
            END AS newer
        FROM r
        LEFT JOIN {{SCHEMA}}."Faktura" AS t ON t."FakturaId" = CASE WHEN r.sctid = r.gid OR r.lsn IS NULL THEN r.key_1 END
        OFFSET 0
    ), p AS MATERIALIZED (
        -- class: 0 insert, 1 update, 2 superseded, 3 stale, 9 stale though newer by its time, 4 rejected,
        -- 5 insert and 6 update whose columns come from several events, 7 delete, 8 delete of what is not there
        SELECT m.sctid, m.gid, m.tctid, m.tied, m.op, m.lsn, m.ts, m.seq, m.risen, m.thash, m.part, m.off, m.tenant,
            CASE WHEN m.positioned THEN m.part END AS pos_part, CASE WHEN m.positioned THEN m.off END AS pos_off, CASE WHEN m.positioned THEN m.topic END AS topic,
            coalesce(m.newer, false) AS newer,
            CASE
                WHEN m.reason IS NOT NULL THEN m.reason
                WHEN m.lsn IS NULL AND m.top_lsn IS NOT NULL THEN '__lsn is NULL, but another event of the key has one'
                WHEN m.lsn IS NULL AND m.held_lsn IS NOT NULL AND m.held_inc = v_incarnation
                    THEN '__lsn is NULL, but the row merged before has one'
            END AS reason,
            CASE
                WHEN m.reason IS NOT NULL OR m.lsn IS NULL AND (
    m.top_lsn IS NOT NULL OR m.held_lsn IS NOT NULL AND m.held_inc = v_incarnation
                ) THEN 4
                WHEN m.sctid <> m.gid THEN 2
                WHEN m.tctid IS NULL THEN CASE WHEN m.op = 'd' OR m.partial THEN 5 ELSE 0 END
                WHEN m.newer THEN CASE WHEN m.op = 'd' OR m.partial THEN 6 ELSE 1 END
                WHEN m.fences IS NOT NULL THEN 6
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
        SELECT p.sctid, p.tctid, p.op, p.lsn, p.ts, p.seq, p.thash, p.part, p.off, p.newer, p.class, p.tenant, p.topic, p.pos_part,
            CASE WHEN p.op <> 'd' THEN p.sctid END AS s0, NULL::jsonb AS f0,
            CASE WHEN p.op <> 'd' AND s."EhfXml"::text IS DISTINCT FROM v_unavailable THEN p.sctid END AS s1, NULL::jsonb AS f1
        FROM p JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
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
            (array_agg(e.sctid ORDER BY e.rn) FILTER (WHERE e.op <> 'd'))[1],
            (array_agg(e.fence ORDER BY e.rn) FILTER (WHERE e.op <> 'd'))[1],
            (array_agg(e.sctid ORDER BY e.rn) FILTER (WHERE e.op <> 'd' AND e.real1))[1],
            (array_agg(e.fence ORDER BY e.rn) FILTER (WHERE e.op <> 'd' AND e.real1))[1]
        FROM (
            SELECT p.*, jsonb_build_array(v_incarnation, p.lsn, p.ts, p.op <> 'r', p.seq, p.thash, p.part, p.off) AS fence, s."EhfXml"::text IS DISTINCT FROM v_unavailable AS real1,
                row_number() OVER (PARTITION BY p.gid ORDER BY p.lsn DESC NULLS LAST, CASE WHEN p.lsn IS NULL THEN p.ts END DESC NULLS LAST,
                    p.op = 'r', p.ts DESC NULLS LAST, p.risen DESC NULLS LAST, p.off DESC NULLS LAST,
                    p.thash DESC NULLS LAST, p.part DESC NULLS LAST,
                    CASE WHEN p.lsn IS NULL AND p.ts IS NULL AND p.off IS NULL THEN p.sctid END DESC NULLS LAST, p.sctid) AS rn
            FROM p JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
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
            SELECT t."__fences" AS fences, jsonb_build_array(
                coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", t."__operation" IS DISTINCT FROM 'r', t."__seq_val",
                t."__topic", t."__kafka_partition", t."__kafka_offset"
            ) AS fence
            FROM {{SCHEMA}}."Faktura" AS t WHERE t.ctid = g.tctid
        ) AS t ON true
        OFFSET 0
    ), q AS (
        SELECT h.*,
            CASE
                WHEN h.s0 IS NULL THEN false
                WHEN h.tctid IS NULL OR (h.newer AND h.s0 = h.sctid) THEN true
                ELSE cdc_management.fence_after(
                    coalesce(h.f0, jsonb_build_array(v_incarnation, h.lsn, h.ts, h.op <> 'r', h.seq, h.thash, h.part, h.off)),
                    CASE WHEN h.held ? '' THEN h.held -> '' ELSE h.row_fence END
                )
            END AS take0,
            CASE
                WHEN h.s1 IS NULL THEN false
                WHEN h.tctid IS NULL OR (h.newer AND h.s1 = h.sctid) THEN true
                ELSE cdc_management.fence_after(
                    coalesce(h.f1, jsonb_build_array(v_incarnation, h.lsn, h.ts, h.op <> 'r', h.seq, h.thash, h.part, h.off)),
                    CASE WHEN h.held ? 'EhfXml' THEN h.held -> 'EhfXml' ELSE h.row_fence END
                )
            END AS take1
        FROM h
        OFFSET 0
    ), c AS MATERIALIZED (
        SELECT q.*, q.newer OR q.take0 OR q.take1 AS changed,
            nullif(jsonb_strip_nulls(jsonb_build_object(
                '', CASE
                    WHEN q.take0 THEN CASE WHEN q.newer AND q.s0 = q.sctid THEN NULL ELSE coalesce(q.f0, jsonb_build_array(v_incarnation, q.lsn, q.ts, q.op <> 'r', q.seq, q.thash, q.part, q.off)) END
                    WHEN q.held ? '' THEN q.held -> ''
                    WHEN q.tctid IS NULL THEN 'false'::jsonb
                    WHEN q.newer THEN q.row_fence
                END,
                'EhfXml', CASE
                    WHEN q.take1 THEN CASE WHEN q.newer AND q.s1 = q.sctid THEN NULL ELSE coalesce(q.f1, jsonb_build_array(v_incarnation, q.lsn, q.ts, q.op <> 'r', q.seq, q.thash, q.part, q.off)) END
                    WHEN q.held ? 'EhfXml' THEN q.held -> 'EhfXml'
                    WHEN q.tctid IS NULL THEN 'false'::jsonb
                    WHEN q.newer THEN q.row_fence
                END
            )), '{}'::jsonb) AS fences
        FROM q
    ), cu AS (
        UPDATE {{SCHEMA}}."Faktura" AS t
        SET "Fakturanr" = CASE WHEN c.take0 THEN s0."Fakturanr" ELSE t."Fakturanr" END,
    "FakturaType" = CASE WHEN c.take0 THEN s0."FakturaType" ELSE t."FakturaType" END,
    "Mottaker" = CASE WHEN c.take0 THEN s0."Mottaker" ELSE t."Mottaker" END,
    "AvtaleId" = CASE WHEN c.take0 THEN s0."AvtaleId" ELSE t."AvtaleId" END,
    "AvdelingId" = CASE WHEN c.take0 THEN s0."AvdelingId" ELSE t."AvdelingId" END,
    "Dato" = CASE WHEN c.take0 THEN s0."Dato" ELSE t."Dato" END,
    "Forfall" = CASE WHEN c.take0 THEN s0."Forfall" ELSE t."Forfall" END,
    "PeriodeFra" = CASE WHEN c.take0 THEN s0."PeriodeFra" ELSE t."PeriodeFra" END,
    "PeriodeTil" = CASE WHEN c.take0 THEN s0."PeriodeTil" ELSE t."PeriodeTil" END,
    "Deres ref" = CASE WHEN c.take0 THEN s0."Deres ref" ELSE t."Deres ref" END,
    "Vår ref" = CASE WHEN c.take0 THEN s0."Vår ref" ELSE t."Vår ref" END,
    "Bestillingsnr" = CASE WHEN c.take0 THEN s0."Bestillingsnr" ELSE t."Bestillingsnr" END,
    "KID" = CASE WHEN c.take0 THEN s0."KID" ELSE t."KID" END,
    "BankkontoId" = CASE WHEN c.take0 THEN s0."BankkontoId" ELSE t."BankkontoId" END,
    "Netto" = CASE WHEN c.take0 THEN s0."Netto" ELSE t."Netto" END,
    "Mva" = CASE WHEN c.take0 THEN s0."Mva" ELSE t."Mva" END,
    "Øreavrunding" = CASE WHEN c.take0 THEN s0."Øreavrunding" ELSE t."Øreavrunding" END,
    "Betalt" = CASE WHEN c.take0 THEN s0."Betalt" ELSE t."Betalt" END,
    "BetaltDato" = CASE WHEN c.take0 THEN s0."BetaltDato" ELSE t."BetaltDato" END,
    "Valuta" = CASE WHEN c.take0 THEN s0."Valuta" ELSE t."Valuta" END,
    "Kurs" = CASE WHEN c.take0 THEN s0."Kurs" ELSE t."Kurs" END,
    "Purregebyr" = CASE WHEN c.take0 THEN s0."Purregebyr" ELSE t."Purregebyr" END,
    "AntallPurringer" = CASE WHEN c.take0 THEN s0."AntallPurringer" ELSE t."AntallPurringer" END,
    "SistPurret" = CASE WHEN c.take0 THEN s0."SistPurret" ELSE t."SistPurret" END,
    "TilInkasso" = CASE WHEN c.take0 THEN s0."TilInkasso" ELSE t."TilInkasso" END,
    "EhfSendt" = CASE WHEN c.take0 THEN s0."EhfSendt" ELSE t."EhfSendt" END,
    "EhfStatus" = CASE WHEN c.take0 THEN s0."EhfStatus" ELSE t."EhfStatus" END,
    "PdfDokument" = CASE WHEN c.take0 THEN s0."PdfDokument" ELSE t."PdfDokument" END,
    "KrediterFaktura" = CASE WHEN c.take0 THEN s0."KrediterFaktura" ELSE t."KrediterFaktura" END,
    "Bokført" = CASE WHEN c.take0 THEN s0."Bokført" ELSE t."Bokført" END,
    "BokførtTid" = CASE WHEN c.take0 THEN s0."BokførtTid" ELSE t."BokførtTid" END,
    "Bilagsnr" = CASE WHEN c.take0 THEN s0."Bilagsnr" ELSE t."Bilagsnr" END,
    "Opprettet" = CASE WHEN c.take0 THEN s0."Opprettet" ELSE t."Opprettet" END,
    "RowVer" = CASE WHEN c.take0 THEN s0."RowVer" ELSE t."RowVer" END,
    "_customer_id" = CASE WHEN c.take0 THEN s0."_customer_id" ELSE t."_customer_id" END,
    "EhfXml" = CASE WHEN c.take1 THEN s1."EhfXml" ELSE t."EhfXml" END,
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
        JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = c.sctid AND s."__slot" = v_slot
        LEFT JOIN {{SCHEMA}}."stg_Faktura" AS s0 ON s0.ctid = c.s0 AND s0."__slot" = v_slot
        LEFT JOIN {{SCHEMA}}."stg_Faktura" AS s1 ON s1.ctid = c.s1 AND s1."__slot" = v_slot
        WHERE c.class = 6 AND c.changed AND t.ctid = c.tctid
        RETURNING 1
    ), ci AS (
        INSERT INTO {{SCHEMA}}."Faktura" ("FakturaId", "Fakturanr", "FakturaType", "Mottaker", "AvtaleId", "AvdelingId", "Dato", "Forfall", "PeriodeFra", "PeriodeTil", "Deres ref", "Vår ref", "Bestillingsnr", "KID", "BankkontoId", "Netto", "Mva", "Øreavrunding", "Betalt", "BetaltDato", "Valuta", "Kurs", "Purregebyr", "AntallPurringer", "SistPurret", "TilInkasso", "EhfSendt", "EhfStatus", "PdfDokument", "KrediterFaktura", "Bokført", "BokførtTid", "Bilagsnr", "Opprettet", "RowVer", "_customer_id", "EhfXml", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences")
        SELECT s."FakturaId", s0."Fakturanr", s0."FakturaType", s0."Mottaker", s0."AvtaleId", s0."AvdelingId", s0."Dato", s0."Forfall", s0."PeriodeFra", s0."PeriodeTil", s0."Deres ref", s0."Vår ref", s0."Bestillingsnr", s0."KID", s0."BankkontoId", s0."Netto", s0."Mva", s0."Øreavrunding", s0."Betalt", s0."BetaltDato", s0."Valuta", s0."Kurs", s0."Purregebyr", s0."AntallPurringer", s0."SistPurret", s0."TilInkasso", s0."EhfSendt", s0."EhfStatus", s0."PdfDokument", s0."KrediterFaktura", s0."Bokført", s0."BokførtTid", s0."Bilagsnr", s0."Opprettet", s0."RowVer", s0."_customer_id", s1."EhfXml", 
            v_now, s."__source", s."__source_ts_ms", c.op, c.op = 'd', c.lsn, c.seq,
            s."__kafka_partition", s."__kafka_offset", c.thash, nullif(v_incarnation, 0), c.fences
        FROM c
        JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = c.sctid AND s."__slot" = v_slot
        LEFT JOIN {{SCHEMA}}."stg_Faktura" AS s0 ON s0.ctid = c.s0 AND s0."__slot" = v_slot
        LEFT JOIN {{SCHEMA}}."stg_Faktura" AS s1 ON s1.ctid = c.s1 AND s1."__slot" = v_slot
        WHERE c.class = 5
        RETURNING 1
    ), u AS (
        UPDATE {{SCHEMA}}."Faktura" AS t
        SET ("Fakturanr", "FakturaType", "Mottaker", "AvtaleId", "AvdelingId", "Dato", "Forfall", "PeriodeFra", "PeriodeTil", "Deres ref", "Vår ref", "Bestillingsnr", "KID", "BankkontoId", "Netto", "Mva", "Øreavrunding", "Betalt", "BetaltDato", "Valuta", "Kurs", "Purregebyr", "AntallPurringer", "SistPurret", "TilInkasso", "EhfSendt", "EhfStatus", "PdfDokument", "KrediterFaktura", "Bokført", "BokførtTid", "Bilagsnr", "Opprettet", "RowVer", "_customer_id", "EhfXml", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences") = ROW(
    s."Fakturanr", s."FakturaType", s."Mottaker", s."AvtaleId", s."AvdelingId", s."Dato", s."Forfall", s."PeriodeFra", s."PeriodeTil", s."Deres ref", s."Vår ref", s."Bestillingsnr", s."KID", s."BankkontoId", s."Netto", s."Mva", s."Øreavrunding", s."Betalt", s."BetaltDato", s."Valuta", s."Kurs", s."Purregebyr", s."AntallPurringer", s."SistPurret", s."TilInkasso", s."EhfSendt", s."EhfStatus", s."PdfDokument", s."KrediterFaktura", s."Bokført", s."BokførtTid", s."Bilagsnr", s."Opprettet", s."RowVer", s."_customer_id", s."EhfXml", 
            v_now, s."__source", s."__source_ts_ms", p.op, p.op = 'd', p.lsn, p.seq,
            s."__kafka_partition", s."__kafka_offset", p.thash, nullif(v_incarnation, 0), NULL)
        FROM p JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 1 AND t.ctid = p.tctid AND (SELECT bool_or(a.class IN (1)) FROM classes AS a)
        RETURNING 1
    ), i AS (
        INSERT INTO {{SCHEMA}}."Faktura" ("FakturaId", "Fakturanr", "FakturaType", "Mottaker", "AvtaleId", "AvdelingId", "Dato", "Forfall", "PeriodeFra", "PeriodeTil", "Deres ref", "Vår ref", "Bestillingsnr", "KID", "BankkontoId", "Netto", "Mva", "Øreavrunding", "Betalt", "BetaltDato", "Valuta", "Kurs", "Purregebyr", "AntallPurringer", "SistPurret", "TilInkasso", "EhfSendt", "EhfStatus", "PdfDokument", "KrediterFaktura", "Bokført", "BokførtTid", "Bilagsnr", "Opprettet", "RowVer", "_customer_id", "EhfXml", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation")
        SELECT s."FakturaId", s."Fakturanr", s."FakturaType", s."Mottaker", s."AvtaleId", s."AvdelingId", s."Dato", s."Forfall", s."PeriodeFra", s."PeriodeTil", s."Deres ref", s."Vår ref", s."Bestillingsnr", s."KID", s."BankkontoId", s."Netto", s."Mva", s."Øreavrunding", s."Betalt", s."BetaltDato", s."Valuta", s."Kurs", s."Purregebyr", s."AntallPurringer", s."SistPurret", s."TilInkasso", s."EhfSendt", s."EhfStatus", s."PdfDokument", s."KrediterFaktura", s."Bokført", s."BokførtTid", s."Bilagsnr", s."Opprettet", s."RowVer", s."_customer_id", s."EhfXml", 
            v_now, s."__source", s."__source_ts_ms", p.op, p.op = 'd', p.lsn, p.seq,
            s."__kafka_partition", s."__kafka_offset", p.thash, nullif(v_incarnation, 0)
        FROM p JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 0 AND (SELECT bool_or(a.class IN (0)) FROM classes AS a)
        RETURNING 1
    ), rej AS (
        INSERT INTO cdc_management.merge_rejects (
            schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id
        )
        SELECT v_schema, v_table, p.reason, jsonb_object(
        ARRAY['FakturaId', 'Fakturanr', 'FakturaType', 'Mottaker', 'AvtaleId', 'AvdelingId', 'Dato', 'Forfall', 'PeriodeFra', 'PeriodeTil', 'Deres ref', 'Vår ref', 'Bestillingsnr', 'KID', 'BankkontoId', 'Netto', 'Mva', 'Øreavrunding', 'Betalt', 'BetaltDato', 'Valuta', 'Kurs', 'Purregebyr', 'AntallPurringer', 'SistPurret', 'TilInkasso', 'EhfSendt', 'EhfStatus', 'PdfDokument', 'KrediterFaktura', 'Bokført', 'BokførtTid', 'Bilagsnr', 'Opprettet', 'RowVer', '_customer_id', 'EhfXml', '__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp']::text[],
        ARRAY[s."FakturaId"::text, s."Fakturanr"::text, s."FakturaType"::text, s."Mottaker"::text, s."AvtaleId"::text, s."AvdelingId"::text, s."Dato"::text, s."Forfall"::text, s."PeriodeFra"::text, s."PeriodeTil"::text, s."Deres ref"::text, s."Vår ref"::text, s."Bestillingsnr"::text, s."KID"::text, s."BankkontoId"::text, s."Netto"::text, s."Mva"::text, s."Øreavrunding"::text, s."Betalt"::text, s."BetaltDato"::text, s."Valuta"::text, s."Kurs"::text, s."Purregebyr"::text, s."AntallPurringer"::text, s."SistPurret"::text, s."TilInkasso"::text, s."EhfSendt"::text, s."EhfStatus"::text, s."PdfDokument"::text, s."KrediterFaktura"::text, s."Bokført"::text, s."BokførtTid"::text, s."Bilagsnr"::text, s."Opprettet"::text, s."RowVer"::text, s."_customer_id"::text, s."EhfXml"::text, s."__operation"::text, s."__source_ts_ms"::text, s."__lsn"::text, s."__seq_val"::text, s."__source"::text, s."__kafka_topic"::text, s."__kafka_partition"::text, s."__kafka_offset"::text, s."__kafka_timestamp"::text]
    ),
            s."__kafka_topic", s."__kafka_partition", s."__kafka_offset", s."__reject_id"
        FROM p JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
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
        DELETE FROM {{SCHEMA}}."stg_Faktura" AS s
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
            WHERE w.bits & (1::bigint << b.bit) <> 0
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
        0::bigint AS disordered
    INTO STRICT v_result
    FROM parts;
                    ELSE
                        WITH n AS (
        SELECT n.*, CASE
        WHEN n.key_1 IS NULL THEN 'the key column «FakturaId» is NULL'
        WHEN n.op IS NULL THEN 'unknown __operation'
        WHEN n.raw_lsn IS NOT NULL AND n.lsn IS NULL OR octet_length(n.lsn) <> 20 THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN n.off < 0 OR n.part < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN n.off = 9223372036854775807 OR octet_length(n.topic) > 249 THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END AS reason
        FROM (
            SELECT s.ctid AS sctid,
                s."FakturaId" AS key_1,
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
    NOT (s."EhfXml"::text IS DISTINCT FROM v_unavailable) AS partial
            FROM {{SCHEMA}}."stg_Faktura" AS s
            WHERE s."__slot" = v_slot AND s.ctid >= v_todo[1] AND s.ctid < v_todo[2]
            OFFSET 0
        ) AS n
    ), r AS (
        -- per key, the greatest fence first; rejected rows last
        SELECT n.*, first_value(n.sctid) OVER w AS gid, n.sctid <> first_value(n.sctid) OVER w AND lag(n.ts) OVER w IS NOT DISTINCT FROM n.ts AS tied
        FROM n
        WINDOW w AS (
            PARTITION BY n.key_1
            ORDER BY n.reason IS NOT NULL, n.lsn DESC NULLS LAST, CASE WHEN n.lsn IS NULL THEN n.ts END DESC NULLS LAST,
                n.op = 'r', n.ts DESC NULLS LAST, n.seq DESC NULLS LAST, n.off DESC NULLS LAST,
                n.thash DESC NULLS LAST, n.part DESC NULLS LAST,
                CASE WHEN n.lsn IS NULL AND n.ts IS NULL AND n.off IS NULL THEN n.sctid END DESC NULLS LAST, n.sctid
            ROWS UNBOUNDED PRECEDING
        )
    ), m AS (
        SELECT r.*, t.ctid AS tctid, t."__fences" AS fences,
            t."__lsn" AS held_lsn, coalesce(t."__incarnation", 0) AS held_inc, t."__source_ts_ms" AS held_ts,
            t.ctid IS NULL OR CASE
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
            END AS newer
        FROM r
        LEFT JOIN {{SCHEMA}}."Faktura" AS t ON t."FakturaId" = CASE WHEN r.sctid = r.gid OR r.lsn IS NULL THEN r.key_1 END
        OFFSET 0
    ), p AS MATERIALIZED (
        -- class: 0 insert, 1 update, 2 superseded, 3 stale, 9 stale though newer by its time, 4 rejected,
        -- 5 insert and 6 update whose columns come from several events, 7 delete, 8 delete of what is not there
        SELECT m.sctid, m.gid, m.tctid, m.tied, m.op, m.lsn, m.ts, m.seq, m.thash, m.part, m.off, m.tenant,
            CASE WHEN m.positioned THEN m.part END AS pos_part, CASE WHEN m.positioned THEN m.off END AS pos_off, CASE WHEN m.positioned THEN m.topic END AS topic,
            coalesce(m.newer, false) AS newer,
            CASE
                WHEN m.reason IS NOT NULL THEN m.reason
                WHEN m.lsn IS NULL AND m.held_lsn IS NOT NULL AND m.held_inc = v_incarnation
                    THEN '__lsn is NULL, but the row merged before has one'
            END AS reason,
            CASE
                WHEN m.reason IS NOT NULL OR m.lsn IS NULL AND (
    m.held_lsn IS NOT NULL AND m.held_inc = v_incarnation
                ) THEN 4
                WHEN m.sctid <> m.gid THEN 2
                WHEN m.tctid IS NULL THEN CASE WHEN m.op = 'd' OR m.partial THEN 5 ELSE 0 END
                WHEN m.newer THEN CASE WHEN m.op = 'd' OR m.partial THEN 6 ELSE 1 END
                WHEN m.fences IS NOT NULL THEN 6
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
        SELECT p.sctid, p.tctid, p.op, p.lsn, p.ts, p.seq, p.thash, p.part, p.off, p.newer, p.class, p.tenant, p.topic, p.pos_part,
            CASE WHEN p.op <> 'd' THEN p.sctid END AS s0, NULL::jsonb AS f0,
            CASE WHEN p.op <> 'd' AND s."EhfXml"::text IS DISTINCT FROM v_unavailable THEN p.sctid END AS s1, NULL::jsonb AS f1
        FROM p JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
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
            (array_agg(e.sctid ORDER BY e.rn) FILTER (WHERE e.op <> 'd'))[1],
            (array_agg(e.fence ORDER BY e.rn) FILTER (WHERE e.op <> 'd'))[1],
            (array_agg(e.sctid ORDER BY e.rn) FILTER (WHERE e.op <> 'd' AND e.real1))[1],
            (array_agg(e.fence ORDER BY e.rn) FILTER (WHERE e.op <> 'd' AND e.real1))[1]
        FROM (
            SELECT p.*, jsonb_build_array(v_incarnation, p.lsn, p.ts, p.op <> 'r', p.seq, p.thash, p.part, p.off) AS fence, s."EhfXml"::text IS DISTINCT FROM v_unavailable AS real1,
                row_number() OVER (PARTITION BY p.gid ORDER BY p.lsn DESC NULLS LAST, CASE WHEN p.lsn IS NULL THEN p.ts END DESC NULLS LAST,
                    p.op = 'r', p.ts DESC NULLS LAST, p.seq DESC NULLS LAST, p.off DESC NULLS LAST,
                    p.thash DESC NULLS LAST, p.part DESC NULLS LAST,
                    CASE WHEN p.lsn IS NULL AND p.ts IS NULL AND p.off IS NULL THEN p.sctid END DESC NULLS LAST, p.sctid) AS rn
            FROM p JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
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
            SELECT t."__fences" AS fences, jsonb_build_array(
                coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", t."__operation" IS DISTINCT FROM 'r', t."__seq_val",
                t."__topic", t."__kafka_partition", t."__kafka_offset"
            ) AS fence
            FROM {{SCHEMA}}."Faktura" AS t WHERE t.ctid = g.tctid
        ) AS t ON true
        OFFSET 0
    ), q AS (
        SELECT h.*,
            CASE
                WHEN h.s0 IS NULL THEN false
                WHEN h.tctid IS NULL OR (h.newer AND h.s0 = h.sctid) THEN true
                ELSE cdc_management.fence_after(
                    coalesce(h.f0, jsonb_build_array(v_incarnation, h.lsn, h.ts, h.op <> 'r', h.seq, h.thash, h.part, h.off)),
                    CASE WHEN h.held ? '' THEN h.held -> '' ELSE h.row_fence END
                )
            END AS take0,
            CASE
                WHEN h.s1 IS NULL THEN false
                WHEN h.tctid IS NULL OR (h.newer AND h.s1 = h.sctid) THEN true
                ELSE cdc_management.fence_after(
                    coalesce(h.f1, jsonb_build_array(v_incarnation, h.lsn, h.ts, h.op <> 'r', h.seq, h.thash, h.part, h.off)),
                    CASE WHEN h.held ? 'EhfXml' THEN h.held -> 'EhfXml' ELSE h.row_fence END
                )
            END AS take1
        FROM h
        OFFSET 0
    ), c AS MATERIALIZED (
        SELECT q.*, q.newer OR q.take0 OR q.take1 AS changed,
            nullif(jsonb_strip_nulls(jsonb_build_object(
                '', CASE
                    WHEN q.take0 THEN CASE WHEN q.newer AND q.s0 = q.sctid THEN NULL ELSE coalesce(q.f0, jsonb_build_array(v_incarnation, q.lsn, q.ts, q.op <> 'r', q.seq, q.thash, q.part, q.off)) END
                    WHEN q.held ? '' THEN q.held -> ''
                    WHEN q.tctid IS NULL THEN 'false'::jsonb
                    WHEN q.newer THEN q.row_fence
                END,
                'EhfXml', CASE
                    WHEN q.take1 THEN CASE WHEN q.newer AND q.s1 = q.sctid THEN NULL ELSE coalesce(q.f1, jsonb_build_array(v_incarnation, q.lsn, q.ts, q.op <> 'r', q.seq, q.thash, q.part, q.off)) END
                    WHEN q.held ? 'EhfXml' THEN q.held -> 'EhfXml'
                    WHEN q.tctid IS NULL THEN 'false'::jsonb
                    WHEN q.newer THEN q.row_fence
                END
            )), '{}'::jsonb) AS fences
        FROM q
    ), cu AS (
        UPDATE {{SCHEMA}}."Faktura" AS t
        SET "Fakturanr" = CASE WHEN c.take0 THEN s0."Fakturanr" ELSE t."Fakturanr" END,
    "FakturaType" = CASE WHEN c.take0 THEN s0."FakturaType" ELSE t."FakturaType" END,
    "Mottaker" = CASE WHEN c.take0 THEN s0."Mottaker" ELSE t."Mottaker" END,
    "AvtaleId" = CASE WHEN c.take0 THEN s0."AvtaleId" ELSE t."AvtaleId" END,
    "AvdelingId" = CASE WHEN c.take0 THEN s0."AvdelingId" ELSE t."AvdelingId" END,
    "Dato" = CASE WHEN c.take0 THEN s0."Dato" ELSE t."Dato" END,
    "Forfall" = CASE WHEN c.take0 THEN s0."Forfall" ELSE t."Forfall" END,
    "PeriodeFra" = CASE WHEN c.take0 THEN s0."PeriodeFra" ELSE t."PeriodeFra" END,
    "PeriodeTil" = CASE WHEN c.take0 THEN s0."PeriodeTil" ELSE t."PeriodeTil" END,
    "Deres ref" = CASE WHEN c.take0 THEN s0."Deres ref" ELSE t."Deres ref" END,
    "Vår ref" = CASE WHEN c.take0 THEN s0."Vår ref" ELSE t."Vår ref" END,
    "Bestillingsnr" = CASE WHEN c.take0 THEN s0."Bestillingsnr" ELSE t."Bestillingsnr" END,
    "KID" = CASE WHEN c.take0 THEN s0."KID" ELSE t."KID" END,
    "BankkontoId" = CASE WHEN c.take0 THEN s0."BankkontoId" ELSE t."BankkontoId" END,
    "Netto" = CASE WHEN c.take0 THEN s0."Netto" ELSE t."Netto" END,
    "Mva" = CASE WHEN c.take0 THEN s0."Mva" ELSE t."Mva" END,
    "Øreavrunding" = CASE WHEN c.take0 THEN s0."Øreavrunding" ELSE t."Øreavrunding" END,
    "Betalt" = CASE WHEN c.take0 THEN s0."Betalt" ELSE t."Betalt" END,
    "BetaltDato" = CASE WHEN c.take0 THEN s0."BetaltDato" ELSE t."BetaltDato" END,
    "Valuta" = CASE WHEN c.take0 THEN s0."Valuta" ELSE t."Valuta" END,
    "Kurs" = CASE WHEN c.take0 THEN s0."Kurs" ELSE t."Kurs" END,
    "Purregebyr" = CASE WHEN c.take0 THEN s0."Purregebyr" ELSE t."Purregebyr" END,
    "AntallPurringer" = CASE WHEN c.take0 THEN s0."AntallPurringer" ELSE t."AntallPurringer" END,
    "SistPurret" = CASE WHEN c.take0 THEN s0."SistPurret" ELSE t."SistPurret" END,
    "TilInkasso" = CASE WHEN c.take0 THEN s0."TilInkasso" ELSE t."TilInkasso" END,
    "EhfSendt" = CASE WHEN c.take0 THEN s0."EhfSendt" ELSE t."EhfSendt" END,
    "EhfStatus" = CASE WHEN c.take0 THEN s0."EhfStatus" ELSE t."EhfStatus" END,
    "PdfDokument" = CASE WHEN c.take0 THEN s0."PdfDokument" ELSE t."PdfDokument" END,
    "KrediterFaktura" = CASE WHEN c.take0 THEN s0."KrediterFaktura" ELSE t."KrediterFaktura" END,
    "Bokført" = CASE WHEN c.take0 THEN s0."Bokført" ELSE t."Bokført" END,
    "BokførtTid" = CASE WHEN c.take0 THEN s0."BokførtTid" ELSE t."BokførtTid" END,
    "Bilagsnr" = CASE WHEN c.take0 THEN s0."Bilagsnr" ELSE t."Bilagsnr" END,
    "Opprettet" = CASE WHEN c.take0 THEN s0."Opprettet" ELSE t."Opprettet" END,
    "RowVer" = CASE WHEN c.take0 THEN s0."RowVer" ELSE t."RowVer" END,
    "_customer_id" = CASE WHEN c.take0 THEN s0."_customer_id" ELSE t."_customer_id" END,
    "EhfXml" = CASE WHEN c.take1 THEN s1."EhfXml" ELSE t."EhfXml" END,
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
        JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = c.sctid AND s."__slot" = v_slot
        LEFT JOIN {{SCHEMA}}."stg_Faktura" AS s0 ON s0.ctid = c.s0 AND s0."__slot" = v_slot
        LEFT JOIN {{SCHEMA}}."stg_Faktura" AS s1 ON s1.ctid = c.s1 AND s1."__slot" = v_slot
        WHERE c.class = 6 AND c.changed AND t.ctid = c.tctid
        RETURNING 1
    ), ci AS (
        INSERT INTO {{SCHEMA}}."Faktura" ("FakturaId", "Fakturanr", "FakturaType", "Mottaker", "AvtaleId", "AvdelingId", "Dato", "Forfall", "PeriodeFra", "PeriodeTil", "Deres ref", "Vår ref", "Bestillingsnr", "KID", "BankkontoId", "Netto", "Mva", "Øreavrunding", "Betalt", "BetaltDato", "Valuta", "Kurs", "Purregebyr", "AntallPurringer", "SistPurret", "TilInkasso", "EhfSendt", "EhfStatus", "PdfDokument", "KrediterFaktura", "Bokført", "BokførtTid", "Bilagsnr", "Opprettet", "RowVer", "_customer_id", "EhfXml", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences")
        SELECT s."FakturaId", s0."Fakturanr", s0."FakturaType", s0."Mottaker", s0."AvtaleId", s0."AvdelingId", s0."Dato", s0."Forfall", s0."PeriodeFra", s0."PeriodeTil", s0."Deres ref", s0."Vår ref", s0."Bestillingsnr", s0."KID", s0."BankkontoId", s0."Netto", s0."Mva", s0."Øreavrunding", s0."Betalt", s0."BetaltDato", s0."Valuta", s0."Kurs", s0."Purregebyr", s0."AntallPurringer", s0."SistPurret", s0."TilInkasso", s0."EhfSendt", s0."EhfStatus", s0."PdfDokument", s0."KrediterFaktura", s0."Bokført", s0."BokførtTid", s0."Bilagsnr", s0."Opprettet", s0."RowVer", s0."_customer_id", s1."EhfXml", 
            v_now, s."__source", s."__source_ts_ms", c.op, c.op = 'd', c.lsn, c.seq,
            s."__kafka_partition", s."__kafka_offset", c.thash, nullif(v_incarnation, 0), c.fences
        FROM c
        JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = c.sctid AND s."__slot" = v_slot
        LEFT JOIN {{SCHEMA}}."stg_Faktura" AS s0 ON s0.ctid = c.s0 AND s0."__slot" = v_slot
        LEFT JOIN {{SCHEMA}}."stg_Faktura" AS s1 ON s1.ctid = c.s1 AND s1."__slot" = v_slot
        WHERE c.class = 5
        RETURNING 1
    ), u AS (
        UPDATE {{SCHEMA}}."Faktura" AS t
        SET ("Fakturanr", "FakturaType", "Mottaker", "AvtaleId", "AvdelingId", "Dato", "Forfall", "PeriodeFra", "PeriodeTil", "Deres ref", "Vår ref", "Bestillingsnr", "KID", "BankkontoId", "Netto", "Mva", "Øreavrunding", "Betalt", "BetaltDato", "Valuta", "Kurs", "Purregebyr", "AntallPurringer", "SistPurret", "TilInkasso", "EhfSendt", "EhfStatus", "PdfDokument", "KrediterFaktura", "Bokført", "BokførtTid", "Bilagsnr", "Opprettet", "RowVer", "_customer_id", "EhfXml", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation", "__fences") = ROW(
    s."Fakturanr", s."FakturaType", s."Mottaker", s."AvtaleId", s."AvdelingId", s."Dato", s."Forfall", s."PeriodeFra", s."PeriodeTil", s."Deres ref", s."Vår ref", s."Bestillingsnr", s."KID", s."BankkontoId", s."Netto", s."Mva", s."Øreavrunding", s."Betalt", s."BetaltDato", s."Valuta", s."Kurs", s."Purregebyr", s."AntallPurringer", s."SistPurret", s."TilInkasso", s."EhfSendt", s."EhfStatus", s."PdfDokument", s."KrediterFaktura", s."Bokført", s."BokførtTid", s."Bilagsnr", s."Opprettet", s."RowVer", s."_customer_id", s."EhfXml", 
            v_now, s."__source", s."__source_ts_ms", p.op, p.op = 'd', p.lsn, p.seq,
            s."__kafka_partition", s."__kafka_offset", p.thash, nullif(v_incarnation, 0), NULL)
        FROM p JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 1 AND t.ctid = p.tctid AND (SELECT bool_or(a.class IN (1)) FROM classes AS a)
        RETURNING 1
    ), i AS (
        INSERT INTO {{SCHEMA}}."Faktura" ("FakturaId", "Fakturanr", "FakturaType", "Mottaker", "AvtaleId", "AvdelingId", "Dato", "Forfall", "PeriodeFra", "PeriodeTil", "Deres ref", "Vår ref", "Bestillingsnr", "KID", "BankkontoId", "Netto", "Mva", "Øreavrunding", "Betalt", "BetaltDato", "Valuta", "Kurs", "Purregebyr", "AntallPurringer", "SistPurret", "TilInkasso", "EhfSendt", "EhfStatus", "PdfDokument", "KrediterFaktura", "Bokført", "BokførtTid", "Bilagsnr", "Opprettet", "RowVer", "_customer_id", "EhfXml", "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset", "__topic", "__incarnation")
        SELECT s."FakturaId", s."Fakturanr", s."FakturaType", s."Mottaker", s."AvtaleId", s."AvdelingId", s."Dato", s."Forfall", s."PeriodeFra", s."PeriodeTil", s."Deres ref", s."Vår ref", s."Bestillingsnr", s."KID", s."BankkontoId", s."Netto", s."Mva", s."Øreavrunding", s."Betalt", s."BetaltDato", s."Valuta", s."Kurs", s."Purregebyr", s."AntallPurringer", s."SistPurret", s."TilInkasso", s."EhfSendt", s."EhfStatus", s."PdfDokument", s."KrediterFaktura", s."Bokført", s."BokførtTid", s."Bilagsnr", s."Opprettet", s."RowVer", s."_customer_id", s."EhfXml", 
            v_now, s."__source", s."__source_ts_ms", p.op, p.op = 'd', p.lsn, p.seq,
            s."__kafka_partition", s."__kafka_offset", p.thash, nullif(v_incarnation, 0)
        FROM p JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
        WHERE p.class = 0 AND (SELECT bool_or(a.class IN (0)) FROM classes AS a)
        RETURNING 1
    ), rej AS (
        INSERT INTO cdc_management.merge_rejects (
            schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id
        )
        SELECT v_schema, v_table, p.reason, jsonb_object(
        ARRAY['FakturaId', 'Fakturanr', 'FakturaType', 'Mottaker', 'AvtaleId', 'AvdelingId', 'Dato', 'Forfall', 'PeriodeFra', 'PeriodeTil', 'Deres ref', 'Vår ref', 'Bestillingsnr', 'KID', 'BankkontoId', 'Netto', 'Mva', 'Øreavrunding', 'Betalt', 'BetaltDato', 'Valuta', 'Kurs', 'Purregebyr', 'AntallPurringer', 'SistPurret', 'TilInkasso', 'EhfSendt', 'EhfStatus', 'PdfDokument', 'KrediterFaktura', 'Bokført', 'BokførtTid', 'Bilagsnr', 'Opprettet', 'RowVer', '_customer_id', 'EhfXml', '__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp']::text[],
        ARRAY[s."FakturaId"::text, s."Fakturanr"::text, s."FakturaType"::text, s."Mottaker"::text, s."AvtaleId"::text, s."AvdelingId"::text, s."Dato"::text, s."Forfall"::text, s."PeriodeFra"::text, s."PeriodeTil"::text, s."Deres ref"::text, s."Vår ref"::text, s."Bestillingsnr"::text, s."KID"::text, s."BankkontoId"::text, s."Netto"::text, s."Mva"::text, s."Øreavrunding"::text, s."Betalt"::text, s."BetaltDato"::text, s."Valuta"::text, s."Kurs"::text, s."Purregebyr"::text, s."AntallPurringer"::text, s."SistPurret"::text, s."TilInkasso"::text, s."EhfSendt"::text, s."EhfStatus"::text, s."PdfDokument"::text, s."KrediterFaktura"::text, s."Bokført"::text, s."BokførtTid"::text, s."Bilagsnr"::text, s."Opprettet"::text, s."RowVer"::text, s."_customer_id"::text, s."EhfXml"::text, s."__operation"::text, s."__source_ts_ms"::text, s."__lsn"::text, s."__seq_val"::text, s."__source"::text, s."__kafka_topic"::text, s."__kafka_partition"::text, s."__kafka_offset"::text, s."__kafka_timestamp"::text]
    ),
            s."__kafka_topic", s."__kafka_partition", s."__kafka_offset", s."__reject_id"
        FROM p JOIN {{SCHEMA}}."stg_Faktura" AS s ON s.ctid = p.sctid AND s."__slot" = v_slot
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
        DELETE FROM {{SCHEMA}}."stg_Faktura" AS s
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
            WHERE w.bits & (1::bigint << b.bit) <> 0
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
        -- What only the careful way gets right: within one commit a later offset of the same partition with a lower
        -- __seq_val, and events with and without __lsn side by side.
        (
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
                        PERFORM cdc_management.account_batch(v_schema, v_table, v_result.parts, v_now);
                        v_total := ARRAY[
                            v_total[1] + v_result.taken, v_total[2] + v_result.applied, v_total[3] + v_result.superseded,
                            v_total[4] + v_result.stale, v_total[5] + v_result.rejected, v_total[6] + v_result.without_lsn,
                            v_total[7] + v_result.without_position, v_total[8] + 1
                        ];
                        IF v_result.regressed * 2 > v_result.met THEN
                            UPDATE cdc_management.merge_control
                            SET fence_regressions = fence_regressions + 1, last_fence_regression_at = v_now
                            WHERE schema_name = v_schema AND table_name = v_table;
                            PERFORM cdc_management.log_error(
                                'warning', 'fence_regression', v_schema, v_table, NULL, format(
                                    '%s of %s events are stale by their LSN although newer by their time: was the source restored or moved?',
                                    v_result.regressed, v_result.met
                                ), 'cdc_management.new_source_incarnation()'
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
                            SELECT min(b.position), max(b.position) INTO v_lo, v_hi FROM (
                                SELECT s.ctid AS position FROM {{SCHEMA}}."stg_Faktura" AS s
                                WHERE s."__slot" = v_slot AND s.ctid >= v_todo[1] AND s.ctid < v_todo[2]
                            ) AS b;
                            IF v_lo IS NULL THEN
                                RAISE;
                            ELSIF v_lo = v_hi THEN
                                WITH gone AS (
                                    DELETE FROM {{SCHEMA}}."stg_Faktura" AS s WHERE s."__slot" = v_slot AND s.ctid = v_lo RETURNING s.*
                                ), kept AS (
                                    INSERT INTO cdc_management.merge_rejects (
                                        schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id
                                    )
                                    SELECT v_schema, v_table, v_state || ': ' || v_message, jsonb_object(
    ARRAY['FakturaId', 'Fakturanr', 'FakturaType', 'Mottaker', 'AvtaleId', 'AvdelingId', 'Dato', 'Forfall', 'PeriodeFra', 'PeriodeTil', 'Deres ref', 'Vår ref', 'Bestillingsnr', 'KID', 'BankkontoId', 'Netto', 'Mva', 'Øreavrunding', 'Betalt', 'BetaltDato', 'Valuta', 'Kurs', 'Purregebyr', 'AntallPurringer', 'SistPurret', 'TilInkasso', 'EhfSendt', 'EhfStatus', 'PdfDokument', 'KrediterFaktura', 'Bokført', 'BokførtTid', 'Bilagsnr', 'Opprettet', 'RowVer', '_customer_id', 'EhfXml', '__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp']::text[],
    ARRAY[s."FakturaId"::text, s."Fakturanr"::text, s."FakturaType"::text, s."Mottaker"::text, s."AvtaleId"::text, s."AvdelingId"::text, s."Dato"::text, s."Forfall"::text, s."PeriodeFra"::text, s."PeriodeTil"::text, s."Deres ref"::text, s."Vår ref"::text, s."Bestillingsnr"::text, s."KID"::text, s."BankkontoId"::text, s."Netto"::text, s."Mva"::text, s."Øreavrunding"::text, s."Betalt"::text, s."BetaltDato"::text, s."Valuta"::text, s."Kurs"::text, s."Purregebyr"::text, s."AntallPurringer"::text, s."SistPurret"::text, s."TilInkasso"::text, s."EhfSendt"::text, s."EhfStatus"::text, s."PdfDokument"::text, s."KrediterFaktura"::text, s."Bokført"::text, s."BokførtTid"::text, s."Bilagsnr"::text, s."Opprettet"::text, s."RowVer"::text, s."_customer_id"::text, s."EhfXml"::text, s."__operation"::text, s."__source_ts_ms"::text, s."__lsn"::text, s."__seq_val"::text, s."__source"::text, s."__kafka_topic"::text, s."__kafka_partition"::text, s."__kafka_offset"::text, s."__kafka_timestamp"::text]
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
                                    v_total[8] + 1
                                ];
                                v_todo := v_todo[2:];
                            ELSE
                                SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY b.position) INTO v_hi FROM (
                                    SELECT s.ctid AS position FROM {{SCHEMA}}."stg_Faktura" AS s
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
            rows_without_position = m.rows_without_position + v_total[7], batches = m.batches + v_total[8],
            last_merge_at = clock_timestamp(),
            last_duration_ms = extract(epoch FROM clock_timestamp() - v_started) * 1000
        WHERE m.schema_name = v_schema AND m.table_name = v_table;
    END IF;
    IF v_replayed IS NOT NULL THEN
        UPDATE cdc_management.merge_rejects AS r SET merged_at = clock_timestamp()
        WHERE r.id = ANY (v_replayed) AND NOT EXISTS (SELECT FROM {{SCHEMA}}."stg_Faktura" AS s WHERE s."__reject_id" = r.id);
    END IF;
    PERFORM cdc_management.truncate_drained(c_staging);
END
$cdc$;

COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_faktura"(integer, numeric) IS 'Merges the change events of dbo.Faktura in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_faktura"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Faktura"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Faktura"),
    'sp_merge_faktura'
);
