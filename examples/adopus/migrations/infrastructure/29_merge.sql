-- DO NOT EDIT: made by cdc-assets.
-- sha256: 03be1dd2804419a7f39b73562e62f60b3c89f0fea92a078fe1e3c025afd507e1

-- One merge for every relation: look, set aside, take turns, outcome. docs/explanation/merge.md says by which rules.

CREATE OR REPLACE FUNCTION cdc_management.set_aside(p_words jsonb, p_bad text, p_places tid[], OUT parts jsonb)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    c_bad CONSTANT text := cdc_management.fill(p_bad, p_words);
    v_some boolean;
BEGIN
    parts := '[]';
    EXECUTE format('SELECT EXISTS (%s)', c_bad) INTO v_some USING p_places;  -- mostly there are none
    IF v_some THEN
        EXECUTE cdc_management.statement_of(p_words || jsonb_build_object('bad', c_bad), 'set aside') INTO parts USING p_places;
    END IF;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.set_aside IS 'Moves rows of a batch (p_bad: their place and reason) to merge_rejects; returns their counts.';

CREATE OR REPLACE FUNCTION cdc_management.newest_of(p_words jsonb, p_places tid[], OUT newest tid[])
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    EXECUTE cdc_management.statement_of(p_words, 'newest') INTO newest USING p_places;
END
$cdc$;

CREATE OR REPLACE FUNCTION cdc_management.take_turns(
    p_control cdc_management.merge_control, p_words jsonb, p_kinds text[], p_places tid[],
    OUT written bigint, OUT all_written boolean, OUT newest tid[]
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    -- a trigger may keep rows out, and not everywhere are they left out of the number of rows
    c_watched CONSTANT boolean := EXISTS (
        SELECT FROM pg_trigger AS g WHERE g.tgtype & 3 = 3 AND NOT g.tgisinternal AND g.tgrelid = ANY (
            ARRAY(SELECT p.relid::oid FROM pg_partition_tree(p_words ->> 'target') AS p) || (p_words ->> 'target')::regclass::oid
        )
    );
    v_turn record;
    v_rows bigint;
BEGIN
    written := 0;
    all_written := true;
    FOR v_turn IN SELECT * FROM cdc_management.merge_turns(p_control, p_words, p_kinds) LOOP
        newest := cdc_management.newest_of(v_turn.words, p_places);
        IF v_turn.ends THEN
            EXECUTE cdc_management.statement_of(v_turn.words, 'ended') USING p_places, cdc_management.newest_of(p_words, p_places);
        ELSE
            EXECUTE cdc_management.statement_of(v_turn.words, 'newer') USING p_places, newest;
        END IF;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        written := written + v_rows;
        IF v_rows < cardinality(newest) THEN
            all_written := false;
            IF v_turn.words ? 'told columns' THEN
                EXECUTE cdc_management.statement_of(v_turn.words, 'late') USING p_places, newest;
                GET DIAGNOSTICS v_rows = ROW_COUNT;
                written := written + v_rows;
            END IF;
        END IF;
        IF c_watched THEN
            EXECUTE cdc_management.statement_of(v_turn.words, 'left') INTO v_rows USING p_places, newest;
            IF v_rows > 0 THEN
                RAISE EXCEPTION 'merge of %: a trigger keeps % events from their rows', p_words ->> 'target', v_rows
                    USING ERRCODE = 'CDC01', HINT = 'Nothing was changed. A BEFORE trigger of the table must return the row.';
            END IF;
        END IF;
    END LOOP;
    IF 'd' = ANY (p_kinds) THEN
        EXECUTE cdc_management.statement_of(p_words, 'bury') USING p_places, newest;
    END IF;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.take_turns IS
    'Merges the events of a batch that nothing is wrong with: rows written by all turns, whether by every key''s newest event, and where those of the last turn lie.';

CREATE OR REPLACE FUNCTION cdc_management.place_snapshot_rows(p_words jsonb, p_places tid[], OUT placed jsonb)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    EXECUTE cdc_management.fill($x$
        SELECT jsonb_object_agg(n.__m_place, coalesce((
            SELECT cdc_management.next_lsn(max(f.lsn COLLATE "C")) FROM (
                SELECT t."__lsn" AS lsn, t."__source_ts_ms" AS ts
                UNION ALL
                SELECT split_part(f.value, '|', 2), nullif(split_part(f.value, '|', 3), '')::bigint
                FROM jsonb_each_text(t."__fences") AS f WHERE split_part(f.value, '|', 1) = n.__m_inc::text
            ) AS f WHERE coalesce(f.ts < n."__source_ts_ms", true)
        ), repeat('0', 20))) FROM ({source}) AS n{state}
        WHERE n.__m_lsn IS NULL AND n.__m_op IN ('r', 'x') AND n."__source_ts_ms" IS NOT NULL
            AND t."__lsn" IS NOT NULL AND coalesce(t."__incarnation", 0) = n.__m_inc$x$, p_words) INTO placed USING p_places;
    placed := coalesce(placed, '{}');
END
$cdc$;
COMMENT ON FUNCTION cdc_management.place_snapshot_rows IS
    'Where a snapshot row without LSN belongs: just above what it was read after, of the row and of its groups of columns. A re-snapshot heals, and undoes no later value.';

CREATE OR REPLACE FUNCTION cdc_management.take_events(
    p_control cdc_management.merge_control, p_words jsonb, p_seen jsonb, p_parts jsonb, p_mixed boolean, p_places tid[]
) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    c_key CONSTANT boolean := p_control.key_columns <> '{}';
    c_taken CONSTANT bigint := p_seen -> 'taken';
    c_kinds CONSTANT text[] := ARRAY(SELECT jsonb_array_elements_text(p_seen -> 'kinds'));
    c_one_turn CONSTANT boolean := cardinality(c_kinds) = 1 AND c_kinds <> '{d}' AND NOT p_mixed;
    -- Rows are looked up in the order of their keys, which keeps to the same pages. Where the batch has more than ten events for
    -- each page of the table, that is read once instead.
    c_dense CONSTANT boolean := c_taken > 1000
        AND c_taken > 10 * pg_relation_size(p_words ->> 'target') / current_setting('block_size')::bigint;
    v_words jsonb := p_words;
    v_parts jsonb := p_parts;
    v_turns record;
    v_fates record;
    v_written bigint;
BEGIN
    IF NOT c_key THEN
        EXECUTE cdc_management.statement_of(v_words, 'append') INTO v_fates USING p_places;
        v_written := v_fates.written;
    ELSE
        IF (p_seen -> 'nulls')::boolean AND v_words ? 'large nulls' THEN
            EXECUTE cdc_management.statement_of(v_words, 'nulled') INTO v_written USING p_places;
            v_parts := jsonb_set(v_parts, '{0,nulled}', to_jsonb(v_written));
        END IF;
        PERFORM set_config(s.name, CASE WHEN c_dense THEN 'off' ELSE 'on' END, true)
        FROM unnest(ARRAY['enable_nestloop', 'enable_mergejoin']) AS s (name);
        IF c_dense THEN
            v_words := v_words || '{"at newest": "WHERE s.ctid = ANY ((SELECT $2)::tid[])"}';
        END IF;
        IF p_mixed THEN
            PERFORM cdc_management.take_turns(p_control, v_words || '{"and": " AND n.\"__lsn\" IS NOT NULL"}', c_kinds, p_places);
            -- All are placed before the first is merged, which is no row that another could have been read after.
            v_words := cdc_management.merge_source(p_control, v_words, p_seen, cdc_management.place_snapshot_rows(v_words, p_places))
                || '{"and": " AND n.\"__lsn\" IS NULL"}';
        END IF;
        SELECT * INTO v_turns FROM cdc_management.take_turns(p_control, v_words, c_kinds, p_places);
        v_written := v_turns.written;
        IF c_one_turn AND v_written = c_taken THEN  -- each row is its key's only one
            SELECT jsonb_agg(p.part - '{taken,without_lsn,nulled,ranges}'::text[] || jsonb_build_object('applied', p.part -> 'taken')) AS parts,
                v_written AS applied, 0::bigint AS stale, v_written AS keys INTO v_fates FROM jsonb_array_elements(v_parts) AS p (part);
        ELSE
            v_words := v_words || '{"and": ""}';
            EXECUTE cdc_management.statement_of(v_words, CASE WHEN v_turns.all_written AND NOT p_mixed THEN 'applied' ELSE 'outcome' END)
                INTO v_fates USING p_places, CASE WHEN c_one_turn THEN v_turns.newest ELSE cdc_management.newest_of(v_words, p_places) END;
        END IF;
    END IF;
    IF v_fates.applied + v_fates.stale <> v_fates.keys OR v_fates.keys > c_taken
        OR v_fates.applied <> v_written AND (NOT c_key OR c_one_turn)
    THEN
        RAISE EXCEPTION 'merge of %: % rows taken of % keys, but % applied (% written) + % stale',
            v_words ->> 'target', c_taken, v_fates.keys, v_fates.applied, v_written, v_fates.stale
            USING ERRCODE = 'CDC01', HINT = 'Nothing was changed. Was the table written to by someone else meanwhile? Merge again.';
    END IF;
    RETURN v_parts || coalesce(v_fates.parts, '[]');  -- no key where all are images before an update
END
$cdc$;
COMMENT ON FUNCTION cdc_management.take_events IS 'Merges a batch that nothing is known to be wrong with, and counts what became of it; p_seen: what look() saw.';

CREATE OR REPLACE FUNCTION cdc_management.look(p_words jsonb, p_places tid[], OUT parts jsonb, OUT seen jsonb)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    EXECUTE cdc_management.statement_of(p_words, 'look') INTO parts USING p_places;
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'taken', sum(p.taken), 'without_lsn', sum(p.without_lsn), 'suspect', bool_or(p.suspect), 'spelt', bool_or(p.spelt),
        'nulls', bool_or(p.nulls), 'arrival', bool_or(p.topic IS NULL),
        'several', bool_or(p.sequences) AND (count(DISTINCT (p.topic, p.partition)) > 1 OR bool_or(p.topic IS NULL)),
        'topics', coalesce(string_agg(DISTINCT format(' WHEN s."__kafka_topic" = %L THEN %s', p.topic, cdc_management.topic_id(p.topic)), '')
            FILTER (WHERE p.topic IS NOT NULL), ''),
        'kinds', ARRAY(
            SELECT DISTINCT CASE WHEN left(k.kind, 1) IN ('d', 'x') THEN p_words ->> 'a delete tells' ELSE substr(k.kind, 2) END
            FROM (SELECT q.kind #>> '{}' FROM jsonb_path_query(parts, '$[*].kinds[*]') AS q (kind)) AS k (kind)
            WHERE k.kind NOT LIKE 'b%' ORDER BY 1 DESC
        )
    )) INTO seen FROM jsonb_to_recordset(parts) AS p (
        topic text, partition integer, taken bigint, without_lsn bigint, suspect boolean, spelt boolean, nulls boolean, sequences boolean
    );
END
$cdc$;
COMMENT ON FUNCTION cdc_management.look IS 'One pass over a batch: its parts (NULL: it has no rows) and what the merge has to know of all of it.';

CREATE OR REPLACE FUNCTION cdc_management.merge_batch(
    p_control cdc_management.merge_control, p_leaf regclass, p_batch text, p_places tid[], p_now timestamptz
) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    c_key CONSTANT boolean := p_control.key_columns <> '{}';
    -- What is no row's fault: locks, rights, what is missing or full. What is: data, constraints, and whatever code a trigger raises.
    c_of_the_table CONSTANT text := '^(0|1|2[14-9A-Z]|3|4[02]|5[35-8]|72|F0|HV|P0(?!00[1-3])|XX|CDC)';
    c_most_refused CONSTANT integer := 1000;  -- rows that one call finds out by trying
    c_wrong CONSTANT text := 'SELECT s.ctid AS place, {reason} AS reason, {copy} AS copy FROM {rows} AND ({reason}) IS NOT NULL';
    c_unfit CONSTANT text := 'SELECT s.ctid AS place, {misfit} AS reason, {copy} AS copy FROM {rows} AND ({misfit}) IS NOT NULL';
    c_unordered CONSTANT text := $x$
        SELECT n.__m_place AS place, CASE WHEN n.__m_beside THEN '__lsn is NULL, but another event of the key has one'
            ELSE '__lsn is NULL, but the row merged before has one' END AS reason, false AS copy
        FROM (
            SELECT n.*, bool_or(n.__m_lsn IS NOT NULL AND n.__m_op <> 'b') OVER (PARTITION BY {keys}, n.__m_inc) AS __m_beside
            FROM ({source}) AS n
        ) AS n{state}
        WHERE n.__m_lsn IS NULL AND NOT (n.__m_op = 'b' OR n.__m_op IN ('r', 'x') AND n."__source_ts_ms" IS NOT NULL)
            AND (n.__m_beside OR t."__lsn" IS NOT NULL AND coalesce(t."__incarnation", 0) = n.__m_inc)$x$;
    v_words jsonb := cdc_management.words_of(p_control, p_leaf, p_batch, p_now);
    v_look record;
    v_mixed boolean;
    v_parts jsonb;
    v_aside jsonb := '[]';
    v_places tid[];
    v_refused integer;
    v_state text;
    v_message text;
BEGIN
    IF v_words ? 'missing' THEN
        RAISE EXCEPTION '% has no column %, which events bring', v_words ->> 'target', v_words ->> 'missing'
            USING ERRCODE = 'undefined_column', HINT = 'Nothing was changed, events wait in staging. Plan and apply. If the column was retired and dropped, drop it from staging, too.';
    END IF;
    SELECT * INTO v_look FROM cdc_management.look(v_words, p_places);
    IF v_look.parts IS NULL THEN  -- nothing is left of it
        RETURN '[]';
    END IF;
    v_words := cdc_management.merge_source(p_control, v_words, v_look.seen);
    -- No order is known between events with and without LSN, but for snapshot rows, which tell when they were read.
    v_mixed := c_key AND (v_look.seen -> 'without_lsn')::bigint > 0
        AND (v_look.seen -> 'without_lsn' < v_look.seen -> 'taken' OR p_control.rows_taken <> p_control.rows_without_lsn);
    IF (v_look.seen -> 'suspect')::boolean THEN
        v_aside := cdc_management.set_aside(v_words, c_wrong, p_places);
    END IF;
    IF v_mixed AND v_aside = '[]' THEN  -- what does not fit is set aside itself, and no other event for its sake
        v_aside := cdc_management.set_aside(v_words, c_unfit, p_places);
    END IF;
    IF v_aside <> '[]' THEN
        RETURN v_aside || cdc_management.merge_batch(p_control, p_leaf, p_batch, p_places, p_now);
    END IF;
    BEGIN
        SET CONSTRAINTS ALL DEFERRED;
        IF v_mixed THEN
            v_aside := cdc_management.set_aside(v_words, c_unordered, p_places);
            IF v_aside <> '[]' THEN
                RETURN v_aside || cdc_management.merge_batch(p_control, p_leaf, p_batch, p_places, p_now);
            END IF;
        END IF;
        v_parts := cdc_management.take_events(p_control, v_words, v_look.seen, v_look.parts, v_mixed, p_places);
        SET CONSTRAINTS ALL IMMEDIATE;  -- what is deferred would fail the commit, and with it the round: nobody could say which row it was
        IF c_key THEN
            RETURN v_parts;
        END IF;
        PERFORM cdc_management.account(p_control, v_parts, p_now);  -- the next piece has to know which offsets were seen
        RETURN '[]';
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT;
        IF v_state ~ c_of_the_table THEN
            RAISE;
        END IF;
    END;
    -- Values that do not fit are told by their columns; what only the table refuses is found by halving.
    v_aside := cdc_management.set_aside(v_words, c_unfit, p_places);
    IF v_aside <> '[]' THEN
        RETURN v_aside || cdc_management.merge_batch(p_control, p_leaf, p_batch, p_places, p_now);
    END IF;
    EXECUTE cdc_management.fill('SELECT array_agg(s.ctid ORDER BY s."__staged_at", s.ctid) FROM {leaf} AS s WHERE {batch}', v_words) INTO v_places USING p_places;
    IF cardinality(v_places) > 1 THEN
        IF v_mixed THEN  -- a half cannot see that the other one brings LSNs
            p_control.rows_taken := p_control.rows_without_lsn + 1;
        END IF;
        FOR v_piece IN 0 .. 1 LOOP  -- each has a time of its own: what the first wrote is not written by the second
            v_aside := v_aside || cdc_management.merge_batch(
                p_control, p_leaf, 's.ctid = ANY ((SELECT $1)::tid[])', CASE v_piece WHEN 0 THEN v_places[:cardinality(v_places) / 2] ELSE v_places[cardinality(v_places) / 2 + 1:] END,
                greatest(clock_timestamp(), p_now + interval '1 microsecond')
            );
        END LOOP;
        RETURN v_aside;
    END IF;
    v_refused := current_setting('cdc_management.refused')::integer + 1;
    IF v_refused > c_most_refused THEN  -- then it is not the rows that are wrong
        RAISE EXCEPTION '% refuses its rows one after the other: %', v_words ->> 'target',
            CASE WHEN v_state LIKE '22%' THEN 'SQLSTATE ' || v_state ELSE v_message END USING  -- class 22 quotes values
            ERRCODE = 'CDC04', HINT = 'Nothing was changed. Find what of the table refuses them, then merge again.';
    END IF;
    PERFORM set_config('cdc_management.refused', v_refused::text, true);
    v_aside := cdc_management.set_aside(
        v_words || jsonb_build_object('why', format('%L::text', v_state || ': ' || v_message)),
        'SELECT s.ctid AS place, {why} AS reason, false AS copy FROM {leaf} AS s WHERE {batch}', p_places
    );
    IF c_key THEN
        RETURN v_aside;
    END IF;
    PERFORM cdc_management.account(p_control, v_aside, p_now);
    RETURN '[]';
END
$cdc$;
COMMENT ON FUNCTION cdc_management.merge_batch IS
    'Merges rows of a leaf and returns what became of them, as account() takes it; rows that were set aside are gone from it, others are not.';

CREATE OR REPLACE PROCEDURE cdc_management.merge(p_target regclass, p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on SET timezone = 'UTC' SET datestyle = 'ISO, YMD'
SET intervalstyle = 'postgres' SET bytea_output = 'hex' SET extra_float_digits = 1 SET work_mem = '48MB' SET hash_mem_multiplier = 1
SET random_page_cost = 1.1 SET jit = off SET enable_nestloop = on SET enable_mergejoin = on SET synchronize_seqscans = off
SET plan_cache_mode = force_generic_plan
AS $cdc$
DECLARE
    c_pushing CONSTANT text := coalesce(current_setting('cdc_management.merging', true), 'off');
    v_started timestamptz := clock_timestamp();
    v_before bigint;
    v_control cdc_management.merge_control;
    v_staging regclass;
    v_replayed bigint[];
    v_active bigint;
    v_leaf record;
    v_settled boolean;
    v_named boolean;
    v_ordered boolean;
    v_now timestamptz;
    v_end tid;
    v_lo tid;
    v_hi tid;
    v_places tid[];
    v_rows bigint;
    v_parts jsonb;
    v_rules text;
BEGIN
    PERFORM cdc_management.require_read_committed();
    IF p_batch_size IS NULL OR p_batch_size < 1 THEN
        RAISE EXCEPTION 'p_batch_size must be at least 1' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF NOT cdc_management.lock_merge(p_target, p_wait_seconds) THEN
        RAISE EXCEPTION 'another merge of % is running', p_target USING ERRCODE = 'lock_not_available';
    END IF;
    SELECT m.* INTO STRICT v_control FROM cdc_management.merge_control AS m
    WHERE m.schema_name = (SELECT n.nspname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = p_target)
        AND m.table_name = (SELECT c.relname::text FROM pg_class AS c WHERE c.oid = p_target) FOR UPDATE;
    v_staging := format('%I.%I', v_control.schema_name, v_control.staging_name)::regclass;
    v_before := v_control.batches;
    SELECT string_agg(format('%I', w.rulename), ', ' ORDER BY w.rulename) INTO v_rules FROM pg_rewrite AS w WHERE w.ev_class = p_target;
    IF v_rules IS NOT NULL THEN
        RAISE EXCEPTION '% has rules (%), and PostgreSQL merges into no table with rules', p_target, v_rules USING
            ERRCODE = 'feature_not_supported', HINT = 'Nothing was changed, events wait in staging. Drop the rules, or make triggers of them.';
    END IF;
    IF current_setting('session_replication_role') = 'replica' THEN
        RAISE EXCEPTION 'merges need triggers, and session_replication_role keeps them from firing' USING ERRCODE = 'invalid_transaction_state';
    END IF;
    SET CONSTRAINTS ALL IMMEDIATE;  -- what the caller's transaction has left open is no fault of a row's
    PERFORM cdc_management.check_staging_epoch();
    -- Not as the procedure's SET, which only a superuser may declare; an error takes it back with the statements.
    PERFORM set_config('cdc_management.merging', 'on', true), set_config('cdc_management.refused', '0', true);
    SELECT array_agg(r.id) INTO v_replayed FROM (
        SELECT r.id FROM cdc_management.merge_rejects AS r
        WHERE (r.schema_name, r.table_name) = (v_control.schema_name, v_control.table_name) AND r.replayed_at IS NOT NULL AND r.merged_at IS NULL
        UNION ALL
        SELECT -r.id FROM cdc_management.refused_messages AS r
        WHERE (r.schema_name, r.table_name) = (v_control.schema_name, v_control.staging_name) AND r.replayed_at IS NOT NULL AND r.merged_at IS NULL
    ) AS r;
    DELETE FROM cdc_management.staging_bell AS b WHERE b.staging = v_staging;  -- first: what is staged from now on rings again
    PERFORM cdc_management.rotate_staging(v_control, v_staging);
    v_active := pg_sequence_last_value(pg_get_serial_sequence(v_staging::text, '__slot')::regclass);

    v_parts := cdc_management.refused_parts(v_control);
    IF v_parts <> '[]' THEN
        v_control := cdc_management.account(v_control, v_parts, clock_timestamp());
    END IF;
    FOR v_leaf IN SELECT l.* FROM cdc_management.staging_leaves(v_staging) AS l WHERE l.pages > 0 ORDER BY l.slot = v_active, l.slot LOOP
        -- Of a leaf that writers have left every statement sees the same rows. Of others it sees those that it names.
        v_settled := v_leaf.slot <> v_active AND cdc_management.writers_have_left(v_staging, v_leaf.leaf);
        v_end := format('(%s,0)', pg_relation_size(v_leaf.leaf) / current_setting('block_size')::bigint);
        v_named := NOT v_settled;
        v_ordered := NULL;
        v_lo := '(0,0)';
        LOOP
            EXECUTE format('SELECT CASE WHEN $4 THEN array_agg(s.ctid) END, max(s.ctid), count(*) FROM (
                SELECT s.ctid FROM %s AS s WHERE s.ctid > $1 AND s.ctid < $2 %s LIMIT $3) AS s',
                v_leaf.leaf, CASE WHEN v_ordered THEN 'ORDER BY s."__staged_at", s.ctid' END)
                INTO v_places, v_hi, v_rows USING v_lo, v_end, p_batch_size, v_named;
            EXIT WHEN v_rows = 0;
            IF v_rows = p_batch_size AND v_ordered IS NULL THEN  -- of several batches, a later one must hold nothing that arrived before
                EXECUTE format('SELECT EXISTS (SELECT FROM %1$s AS s WHERE s.ctid > $1 AND s.ctid < $2)
                    AND EXISTS (SELECT FROM %1$s AS s WHERE s."__kafka_offset" IS NULL AND s."__seq_val" IS NULL)', v_leaf.leaf)
                    INTO v_ordered USING v_hi, v_end;
                v_named := v_named OR v_ordered;
                CONTINUE WHEN v_ordered;
            END IF;
            v_now := greatest(clock_timestamp(), v_now + interval '1 microsecond');
            v_parts := cdc_management.merge_batch(
                v_control, v_leaf.leaf,
                CASE WHEN v_named THEN 's.ctid = ANY ((SELECT $1)::tid[])' ELSE format('s.ctid > (SELECT %L::tid) AND s.ctid <= (SELECT %L::tid)', v_lo, v_hi) END, v_places, v_now
            );
            IF v_parts <> '[]' THEN
                v_control := cdc_management.account(v_control, v_parts, v_now);
            END IF;
            IF v_named THEN
                EXECUTE format('DELETE FROM %s WHERE ctid = ANY ((SELECT $1)::tid[])', v_leaf.leaf) USING v_places;
            END IF;
            EXIT WHEN v_rows < p_batch_size AND v_leaf.slot = v_active;
            IF v_ordered IS NOT TRUE THEN
                v_lo := v_hi;
            END IF;
        END LOOP;
        IF v_leaf.slot <> v_active AND NOT cdc_management.truncate_leaf(v_leaf.leaf, v_settled) AND v_settled THEN
            EXECUTE format('DELETE FROM %s', v_leaf.leaf);
        END IF;
    END LOOP;

    UPDATE cdc_management.merge_control AS m
    SET last_merge_at = clock_timestamp(), last_duration_ms = extract(epoch FROM clock_timestamp() - v_started) * 1000
    WHERE m.schema_name = v_control.schema_name AND m.table_name = v_control.table_name AND m.batches > v_before;
    IF v_replayed IS NOT NULL THEN
        EXECUTE format('SELECT array_agg(r.id) FROM unnest($1) AS r (id)
            WHERE NOT EXISTS (SELECT FROM %s AS s WHERE s."__reject_id" = r.id)', v_staging) INTO v_replayed USING v_replayed;
        UPDATE cdc_management.merge_rejects AS r SET merged_at = clock_timestamp() WHERE r.id = ANY (v_replayed);
        UPDATE cdc_management.refused_messages AS r SET merged_at = clock_timestamp() WHERE r.id = ANY (ARRAY(SELECT -i.id FROM unnest(v_replayed) AS i (id)));
    END IF;
    PERFORM set_config('cdc_management.merging', c_pushing, true);
END
$cdc$;
COMMENT ON PROCEDURE cdc_management.merge IS 'Merges what is staged for a relation, in batches, in the caller''s transaction.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
