-- DO NOT EDIT: made by cdc-assets.
-- sha256: 9932c34199fee7639e3d97e26a215e80aa9cc04bb2a297e08f1b000767ce312a

-- One merge for every relation. A row is a register for each group of columns, which keeps the value of the greatest event that
-- tells it. That join is commutative, associative and idempotent: batches, their order and repetitions do not matter.

CREATE OR REPLACE FUNCTION cdc_management.set_aside(p_words jsonb, p_bad text, p_places tid[]) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_parts jsonb;
BEGIN
    EXECUTE cdc_management.merge_statement(p_words || jsonb_build_object('bad', cdc_management.fill(p_bad, p_words)), 'set aside')
        INTO v_parts USING p_places;
    RETURN v_parts;
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.set_aside(jsonb, text, tid[]) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.set_aside(jsonb, text, tid[]) IS
    'Takes rows of a batch that cannot be merged (p_bad: their place and reason) out of staging and into merge_rejects. Returns what account_batch is told of them, NULL where there are none.';

CREATE OR REPLACE FUNCTION cdc_management.merge_turns(
    p_control cdc_management.merge_control, p_words jsonb, p_tells text[], p_places tid[], p_all boolean, p_which text
) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
-- Events that tell the same groups of columns take a turn together. Where there are more kinds of them than groups, a turn for
-- each group is less, after one for the greatest event of each key. Returns the rows written by all turns together.
DECLARE
    v_groups integer := cardinality(p_control.large_columns);
    v_by_group boolean := cardinality(p_tells) > v_groups + 2 OR p_words ? 'arrival' AND cardinality(p_tells) > 1;
    v_parts text[] := '{all}';
    v_turn record;
    v_rows bigint;
    v_written bigint := 0;
BEGIN
    IF (SELECT count(*) > 750 FROM cdc_management.merge_columns(p_control)) THEN
        v_parts := '{newer,late}';  -- all parts of a statement together assign 1,664 values at most
    END IF;
    IF EXISTS (  -- a trigger may keep rows out, and not everywhere are they left out of the number of rows
        SELECT FROM pg_trigger AS g
        WHERE g.tgrelid IN (SELECT (p_words ->> 'target')::regclass UNION SELECT p.relid FROM pg_partition_tree((p_words ->> 'target')::regclass) AS p)
            AND g.tgtype & 3 = 3 AND NOT g.tgisinternal
    ) THEN
        v_parts := v_parts || '{left}';
    END IF;
    FOR v_turn IN
        SELECT t.told, t.which || p_which AS which, t.ends, p.part FROM (
            SELECT t.tells AS told, CASE WHEN p_all AND cardinality(p_tells) = 1 THEN 'true' ELSE format('n.__m_tells = %L', t.tells) END AS which, false AS ends
            FROM unnest(p_tells) AS t (tells) WHERE NOT v_by_group AND t.tells <> 'd'
            UNION ALL
            SELECT overlay(repeat('0', v_groups + 1) PLACING '1' FROM g.n), format('substr(n.__m_tells, %s, 1) = ''1''', g.n), false
            FROM generate_series(1, v_groups + 1) AS g (n) WHERE v_by_group
            UNION ALL
            SELECT repeat('0', v_groups + 1), 'n.__m_op <> ''b''', false WHERE v_by_group AND NOT p_control.hard_deletes
            UNION ALL
            SELECT '0' || repeat('1', v_groups), 'n.__m_op = ''d''' || CASE WHEN p_words ? 'arrival' THEN ' AND NOT n.__m_overtaken' ELSE '' END, true
            WHERE 'd' = ANY (p_tells)
        ) AS t CROSS JOIN unnest(v_parts) AS p (part)
    LOOP
        IF v_turn.part = 'left' THEN
            EXECUTE cdc_management.merge_turn(p_control, p_words, v_turn.told, v_turn.which, v_turn.ends, 'left') INTO v_rows USING p_places;
            IF v_rows > 0 THEN
                RAISE EXCEPTION 'merge of %: a trigger keeps % events from their rows', p_words ->> 'target', v_rows
                    USING ERRCODE = 'CDC01', HINT = 'Nothing was changed. A BEFORE trigger of the table must return the row.';
            END IF;
            CONTINUE;
        END IF;
        EXECUTE cdc_management.merge_turn(p_control, p_words, v_turn.told, v_turn.which, v_turn.ends, v_turn.part) USING p_places;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        v_written := v_written + CASE WHEN v_turn.ends THEN 0 ELSE v_rows END;
    END LOOP;
    IF 'd' = ANY (p_tells) THEN
        EXECUTE cdc_management.merge_statement(p_words, 'bury') USING p_places;
    END IF;
    RETURN v_written;
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.merge_turns(cdc_management.merge_control, jsonb, text[], tid[], boolean, text) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.merge_turns(cdc_management.merge_control, jsonb, text[], tid[], boolean, text) IS 'Merges the events of a batch that nothing is wrong with.';

CREATE OR REPLACE FUNCTION cdc_management.merge_batch(
    p_control cdc_management.merge_control, p_leaf regclass, p_batch text, p_places tid[], p_now timestamptz
) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
-- Returns, per tenant, topic and partition, what became of the rows: see account_batch.
DECLARE
    c_key CONSTANT boolean := p_control.key_columns <> '{}';
    v_careful boolean := false;
    v_judged boolean := NOT c_key;
    v_against boolean := false;
    v_several boolean;
    v_arrival boolean;
    v_one_turn boolean;
    v_words jsonb := cdc_management.merge_words(p_control, p_leaf, p_batch, p_now);
    v_parts jsonb := '[]';
    v_aside jsonb;
    v_look record;
    v_fates record;
    v_written bigint;
    v_nulled bigint := 0;
    v_places tid[];
    v_others tid[];
    v_state text;
    v_message text;
BEGIN
    LOOP
        EXECUTE cdc_management.merge_statement(v_words, 'look') INTO v_look USING p_places;
        IF v_look.taken IS NULL THEN  -- nothing is left of it
            RETURN v_parts;
        ELSIF (v_look.suspect OR v_look.spelt OR v_look.befores) AND NOT v_careful THEN
            v_careful := true;
            v_words := cdc_management.merge_words(p_control, p_leaf, p_batch, p_now, true);
            CONTINUE WHEN NOT v_look.suspect;
            v_parts := v_parts || coalesce(cdc_management.set_aside(v_words, 'SELECT s.ctid AS place, {reason} AS reason, {copy} AS copy FROM {rows} AND ({reason}) IS NOT NULL', p_places), '[]');
        ELSIF v_look.without_lsn = 0 OR v_judged OR v_look.without_lsn = v_look.taken AND p_control.rows_taken = p_control.rows_without_lsn THEN
            EXIT;
        ELSE
            -- No order is known between events with and without LSN, but for snapshot rows, which tell when they were read.
            v_judged := true;
            v_parts := v_parts || coalesce(cdc_management.set_aside(v_words, $x$
                SELECT n.__m_place AS place, CASE WHEN n.__m_beside THEN '__lsn is NULL, but another event of the key has one'
                    ELSE '__lsn is NULL, but the row merged before has one' END AS reason, false AS copy
                FROM (SELECT n.*, bool_or(n.__m_lsn IS NOT NULL AND n.__m_op <> 'b') OVER (PARTITION BY {keys}, n.__m_inc) AS __m_beside FROM ({source}) AS n) AS n
                LEFT JOIN {target} AS t ON {same}{join buried}
                WHERE n.__m_lsn IS NULL AND NOT (n.__m_op = 'b' OR n.__m_op = 'r' AND n.__m_ts IS NOT NULL) AND (n.__m_beside OR {barred})$x$, p_places), '[]');
            v_against := true;
        END IF;
    END LOOP;
    v_one_turn := cardinality(v_look.tells) = 1 AND v_look.tells <> '{d}' AND NOT v_against;
    v_several := v_look.several AND v_look.sequences;
    v_arrival := v_look.parts @? '$[*] ? (@.topic == null)';
    IF v_several OR v_arrival THEN
        v_words := cdc_management.merge_words(p_control, p_leaf, p_batch, p_now, v_careful, false, v_several, v_arrival);
    END IF;
    BEGIN
        IF NOT c_key THEN
            EXECUTE cdc_management.merge_statement(v_words, 'append') INTO v_fates USING p_places;
            v_written := v_fates.written;
        ELSE
            IF v_look.nulls AND p_control.unchanged_large_values = 'placeholder' THEN
                EXECUTE cdc_management.merge_statement(v_words, 'nulled') INTO v_nulled USING p_places;
            END IF;
            -- To look a key up costs a page or two. Where that is more than the table has, it is read once instead.
            PERFORM set_config('enable_nestloop', CASE WHEN v_look.taken > 1000 AND v_look.taken > pg_relation_size(v_words ->> 'target') / current_setting('block_size')::bigint THEN 'off' ELSE 'on' END, true),
                set_config('enable_mergejoin', current_setting('enable_nestloop'), true);
            v_written := cdc_management.merge_turns(p_control, v_words, v_look.tells, p_places, NOT v_look.befores, CASE WHEN v_against THEN ' AND NOT n.__m_bare' ELSE '' END);
            IF v_against THEN
                v_words := cdc_management.merge_words(p_control, p_leaf, p_batch, p_now, v_careful, true, v_several, v_arrival);
                v_written := v_written + cdc_management.merge_turns(p_control, v_words, v_look.tells, p_places, NOT v_look.befores, ' AND n.__m_bare');
            END IF;
            SELECT NULL::jsonb AS parts, NULL::bigint AS applied, NULL::bigint AS stale, NULL::bigint AS keys INTO v_fates;
            IF v_one_turn AND v_written < v_look.taken THEN
                EXECUTE cdc_management.merge_statement(v_words, 'keys') INTO v_fates USING p_places;
            ELSIF v_one_turn THEN  -- each row is its key's only one
                SELECT v_look.parts AS parts, v_written AS applied, 0::bigint AS stale, v_written AS keys INTO v_fates;
            END IF;
            IF v_fates.keys IS DISTINCT FROM v_written OR NOT v_one_turn THEN
                EXECUTE cdc_management.merge_statement(v_words, 'outcome') INTO v_fates USING p_places;
            END IF;
        END IF;
        IF v_fates.applied + v_fates.stale <> v_fates.keys OR v_fates.keys > v_look.taken
            OR v_fates.applied <> v_written AND (NOT c_key OR v_one_turn)
        THEN
            RAISE EXCEPTION 'merge of %: % rows taken of % keys, but % applied (% written) + % stale',
                format('%I.%I', p_control.schema_name, p_control.table_name), v_look.taken, v_fates.keys, v_fates.applied, v_written, v_fates.stale
                USING ERRCODE = 'CDC01', HINT = 'Nothing was changed. Was the table written to by someone else meanwhile? Merge again.';
        END IF;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded THEN
        GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT;
    END;
    IF v_state IS NULL THEN
        UPDATE cdc_management.merge_control AS m SET large_values_nulled = m.large_values_nulled + v_nulled
        WHERE m.schema_name = p_control.schema_name AND m.table_name = p_control.table_name AND v_nulled > 0;
        v_parts := v_parts || (
            SELECT jsonb_agg(l.part || jsonb_build_object(
                'applied', f.applied, 'stale', f.stale, 'superseded', (l.part ->> 'taken')::bigint - f.applied - f.stale,
                'keys', f.part -> 'keys', 'regressed', f.part -> 'regressed', 'regressed_from', f.part -> 'regressed_from'
            ))
            FROM jsonb_array_elements(v_look.parts) AS l (part)
            LEFT JOIN jsonb_array_elements(v_fates.parts) AS g (part)
                ON (l.part -> 'tenant', l.part -> 'topic', l.part -> 'partition') = (g.part -> 'tenant', g.part -> 'topic', g.part -> 'partition')
            CROSS JOIN LATERAL (SELECT
                CASE WHEN v_fates.keys = v_look.taken AND v_fates.stale = 0 THEN (l.part ->> 'taken')::bigint ELSE coalesce((g.part ->> 'applied')::bigint, 0) END AS applied,
                coalesce((g.part ->> 'stale')::bigint, 0) AS stale, g.part
            ) AS f
        );
        IF NOT c_key THEN  -- the next piece has to know which offsets are rows
            PERFORM cdc_management.account_batch(p_control.schema_name, p_control.table_name, v_parts, p_now);
            SELECT jsonb_agg(p.part || jsonb_build_object('accounted', true)) INTO v_parts FROM jsonb_array_elements(v_parts) AS p (part);
        END IF;
        RETURN v_parts;
    END IF;
    -- Values that do not fit are told by their columns; what only the table refuses is found by halving.
    v_aside := cdc_management.set_aside(v_words, 'SELECT s.ctid AS place, {misfit} AS reason, {copy} AS copy FROM {rows} AND ({misfit}) IS NOT NULL', p_places);
    IF v_aside IS NOT NULL THEN
        RETURN v_parts || v_aside || cdc_management.merge_batch(p_control, p_leaf, p_batch, p_places, p_now);
    END IF;
    EXECUTE cdc_management.fill('SELECT array_agg(s.ctid ORDER BY s.ctid) FROM {leaf} AS s WHERE {batch}', v_words) INTO v_places USING p_places;
    IF cardinality(v_places) > 1 THEN
        v_others := v_places[cardinality(v_places) / 2 + 1:];
        v_places := v_places[:cardinality(v_places) / 2];
        v_parts := v_parts || cdc_management.merge_batch(p_control, p_leaf, 's.ctid = ANY ($1)', v_places, p_now);
        RETURN v_parts || cdc_management.merge_batch(p_control, p_leaf, 's.ctid = ANY ($1)', v_others, p_now);
    END IF;
    PERFORM cdc_management.count_refused(p_control, v_state, v_message);
    RETURN v_parts || cdc_management.set_aside(
        v_words || jsonb_build_object('why', format('%L::text', v_state || ': ' || v_message)), 'SELECT s.ctid AS place, {why} AS reason, false AS copy FROM {leaf} AS s WHERE {batch}', p_places
    );
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.merge_batch(cdc_management.merge_control, regclass, text, tid[], timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.merge_batch(cdc_management.merge_control, regclass, text, tid[], timestamptz) IS
    'Merges rows of a leaf and returns what became of them; the rows that were set aside are gone from it, the others are not.';

CREATE OR REPLACE FUNCTION cdc_management.count_refused(p_control cdc_management.merge_control, p_state text, p_message text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    c_most CONSTANT integer := 1000;  -- rows that one call finds out by trying
    v_refused integer := coalesce(nullif(current_setting('cdc_management.refused', true), ''), '0')::integer + 1;
BEGIN
    IF v_refused > c_most THEN
        RAISE EXCEPTION '% refuses its rows one after the other: %', format('%I.%I', p_control.schema_name, p_control.table_name), p_message USING
            ERRCODE = 'CDC04', HINT = 'Nothing was changed. Find what of the table refuses them, then merge again.';
    END IF;
    PERFORM set_config('cdc_management.refused', v_refused::text, true);
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.count_refused(cdc_management.merge_control, text, text) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.count_refused(cdc_management.merge_control, text, text) IS
    'Counts the rows that only the table refuses, and gives the call up where they are a thousand: then it is not the rows that are wrong.';

CREATE OR REPLACE FUNCTION cdc_management.batch_done(
    p_control cdc_management.merge_control, p_parts jsonb, p_now timestamptz
) RETURNS cdc_management.merge_control
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_sum record;
BEGIN
    PERFORM cdc_management.account_batch(p_control.schema_name, p_control.table_name, (
        SELECT jsonb_agg(p.part) FROM jsonb_array_elements(p_parts) AS p (part) WHERE NOT p.part ? 'accounted'
    ), p_now);
    SELECT sum(p.taken) AS taken, sum(p.applied) AS applied, sum(p.superseded) AS superseded, sum(p.stale) AS stale, sum(p.rejected) AS rejected,
        sum(p.without_lsn) AS without_lsn, sum(p.taken) FILTER (WHERE p.topic IS NULL) AS without_position, sum(p.regressed) AS regressed, sum(p.keys) AS keys,
        jsonb_agg(jsonb_build_object('topic', p.topic, 'partition', p.partition, 'offset', p.regressed_from)) FILTER (WHERE p.regressed_from IS NOT NULL) AS first
    INTO STRICT v_sum
    FROM jsonb_to_recordset(p_parts) AS p (
        topic text, partition integer, taken bigint, applied bigint, superseded bigint, stale bigint, rejected bigint, without_lsn bigint,
        regressed bigint, keys bigint, regressed_from bigint
    );
    IF v_sum.taken <> coalesce(v_sum.applied, 0) + coalesce(v_sum.superseded, 0) + coalesce(v_sum.stale, 0) + coalesce(v_sum.rejected, 0) THEN
        RAISE EXCEPTION 'merge of %: % rows taken, but % applied + % superseded + % stale + % rejected', format('%I.%I', p_control.schema_name, p_control.table_name),
            v_sum.taken, v_sum.applied, v_sum.superseded, v_sum.stale, v_sum.rejected USING ERRCODE = 'CDC01', HINT = 'Nothing was changed.';
    END IF;
    IF v_sum.regressed * 2 > v_sum.keys THEN
        PERFORM cdc_management.note_regression(p_control.schema_name, p_control.table_name, v_sum.regressed::bigint, v_sum.keys::bigint, v_sum.first);
    END IF;
    p_control.rows_taken := p_control.rows_taken + v_sum.taken;
    p_control.rows_applied := p_control.rows_applied + coalesce(v_sum.applied, 0);
    p_control.rows_superseded := p_control.rows_superseded + coalesce(v_sum.superseded, 0);
    p_control.rows_stale := p_control.rows_stale + coalesce(v_sum.stale, 0);
    p_control.rows_rejected := p_control.rows_rejected + coalesce(v_sum.rejected, 0);
    p_control.rows_without_lsn := p_control.rows_without_lsn + v_sum.without_lsn;
    p_control.rows_without_position := p_control.rows_without_position + coalesce(v_sum.without_position, 0);
    p_control.batches := p_control.batches + 1;
    RETURN p_control;
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.batch_done(cdc_management.merge_control, jsonb, timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.batch_done(cdc_management.merge_control, jsonb, timestamptz) IS
    'Accounts for a batch, checks that its counts add up, and returns the totals with it.';

CREATE OR REPLACE PROCEDURE cdc_management.merge(p_target regclass, p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET standard_conforming_strings = on
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
SET intervalstyle = 'postgres'
SET bytea_output = 'hex'
SET extra_float_digits = 1
SET work_mem = '48MB'
SET hash_mem_multiplier = 1
SET random_page_cost = 1.1
SET jit = off
SET enable_nestloop = on
SET enable_mergejoin = on
SET synchronize_seqscans = off
AS $cdc$
DECLARE
    c_pushing CONSTANT text := coalesce(current_setting('cdc_management.merging', true), 'off');
    v_started timestamptz := clock_timestamp();
    v_before bigint;
    v_control cdc_management.merge_control;
    v_staging regclass;
    v_replayed bigint[];
    v_leaf record;
    v_settled boolean;
    v_now timestamptz;
    v_pages bigint;
    v_step bigint;
    v_block bigint;
    v_lo tid;
    v_hi tid;
    v_places tid[];
    v_parts jsonb;
    v_missing text;
BEGIN
    PERFORM cdc_management.require_read_committed();
    IF p_batch_size IS NULL OR p_batch_size < 1 THEN
        RAISE EXCEPTION 'p_batch_size must be at least 1' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF NOT cdc_management.lock_merge(p_target, p_wait_seconds) THEN
        RAISE EXCEPTION 'another merge of % is running', p_target USING ERRCODE = 'lock_not_available';
    END IF;
    SELECT m.* INTO STRICT v_control FROM cdc_management.merge_control AS m
    JOIN pg_class AS c ON c.relname = m.table_name JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = m.schema_name
    WHERE c.oid = p_target FOR UPDATE OF m;
    v_staging := format('%I.%I', v_control.schema_name, v_control.staging_name)::regclass;
    v_before := v_control.batches;
    SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) INTO v_missing FROM pg_attribute AS a
    WHERE a.attrelid = v_staging AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attname <> ALL (ARRAY['__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp', '__staged_at', '__reject_id', '__slot'])
        AND NOT EXISTS (SELECT FROM pg_attribute AS t WHERE t.attrelid = p_target AND t.attname = a.attname AND NOT t.attisdropped);
    IF v_missing IS NOT NULL THEN
        RAISE EXCEPTION '% has no column %, which events bring', p_target, v_missing
            USING ERRCODE = 'undefined_column', HINT = 'Nothing was changed, events wait in staging. Plan and apply.';
    END IF;
    SELECT string_agg(format('%I', w.rulename), ', ' ORDER BY w.rulename) INTO v_missing FROM pg_rewrite AS w WHERE w.ev_class = p_target;
    IF v_missing IS NOT NULL THEN
        RAISE EXCEPTION '% has rules (%), and PostgreSQL merges into no table with rules', p_target, v_missing
            USING ERRCODE = 'feature_not_supported', HINT = 'Nothing was changed, events wait in staging. Drop the rules, or make triggers of them.';
    END IF;
    PERFORM cdc_management.check_staging_epoch();
    -- Not as the procedure's SET, which only a superuser may declare; an error takes it back with the statements.
    PERFORM set_config('cdc_management.merging', 'on', true), set_config('cdc_management.refused', '0', true);
    SELECT array_agg(r.id) INTO v_replayed FROM cdc_management.merge_rejects AS r
    WHERE r.schema_name = v_control.schema_name AND r.table_name = v_control.table_name AND r.replayed_at IS NOT NULL AND r.merged_at IS NULL;
    DELETE FROM cdc_management.staging_bell AS b WHERE b.staging = v_staging;  -- first: what is staged from now on rings again
    PERFORM cdc_management.rotate_staging(v_control.schema_name, v_control.table_name, v_staging);

    FOR v_leaf IN SELECT l.slot, l.leaf FROM cdc_management.staging_leaves(v_staging) AS l WHERE l.pages > 0 ORDER BY l.slot LOOP
        -- Of a leaf that writers have left every statement sees the same rows. Of others it sees those that it names.
        v_settled := cdc_management.writers_have_left(v_staging, v_leaf.slot) AND cdc_management.hold_settled(v_leaf.leaf);
        v_pages := pg_relation_size(v_leaf.leaf) / current_setting('block_size')::bigint;
        v_lo := '(0,0)';
        v_block := 0;
        -- So many pages hold about p_batch_size rows: finding the exact row would be a pass over a large leaf.
        v_step := NULL;
        IF v_settled AND v_pages > 256 THEN
            EXECUTE format('SELECT greatest(33 * $1 / greatest(count(*), 1), 1) FROM %s WHERE ctid < ''(32,0)''', v_leaf.leaf) INTO v_step USING p_batch_size::bigint;
            v_step := ceil(v_pages / greatest(round(v_pages::numeric / v_step), 1));  -- no small batch at the end
        END IF;
        LOOP
            IF v_step IS NOT NULL THEN
                v_hi := CASE WHEN v_block < v_pages THEN format('(%s,65535)', least(v_block + v_step, v_pages) - 1)::tid END;
                v_block := v_block + v_step;
            ELSE
                EXECUTE format('SELECT array_agg(s.ctid), max(s.ctid) FROM (SELECT s.ctid FROM %s AS s WHERE s.ctid > $1 AND s.ctid < $2 LIMIT $3) AS s', v_leaf.leaf)
                    INTO v_places, v_hi USING v_lo, format('(%s,0)', v_pages)::tid, p_batch_size;
            END IF;
            EXIT WHEN v_hi IS NULL;
            v_now := greatest(clock_timestamp(), v_now + interval '1 microsecond');
            v_parts := cdc_management.merge_batch(
                v_control, v_leaf.leaf,
                CASE WHEN v_settled THEN format('s.ctid > %L AND s.ctid <= %L', v_lo, v_hi) ELSE 's.ctid = ANY ($1)' END, v_places, v_now
            );
            IF v_parts <> '[]' THEN
                v_control := cdc_management.batch_done(v_control, v_parts, v_now);
            END IF;
            IF NOT v_settled THEN
                EXECUTE format('DELETE FROM %s WHERE ctid = ANY ($1)', v_leaf.leaf) USING v_places;
            END IF;
            v_lo := v_hi;
        END LOOP;
        IF v_settled AND NOT cdc_management.truncate_settled(v_leaf.leaf) THEN
            EXECUTE format('DELETE FROM %s', v_leaf.leaf);
        END IF;
    END LOOP;

    IF v_control.batches > v_before THEN
        UPDATE cdc_management.merge_control AS m
        SET rows_taken = v_control.rows_taken, rows_applied = v_control.rows_applied, rows_superseded = v_control.rows_superseded,
            rows_stale = v_control.rows_stale, rows_rejected = v_control.rows_rejected, rows_without_lsn = v_control.rows_without_lsn,
            rows_without_position = v_control.rows_without_position, batches = v_control.batches, last_merge_at = clock_timestamp(),
            last_duration_ms = extract(epoch FROM clock_timestamp() - v_started) * 1000
        WHERE m.schema_name = v_control.schema_name AND m.table_name = v_control.table_name;
    END IF;
    IF v_replayed IS NOT NULL THEN
        EXECUTE format('UPDATE cdc_management.merge_rejects AS r SET merged_at = clock_timestamp()
            WHERE r.id = ANY ($1) AND NOT EXISTS (SELECT FROM %s AS s WHERE s."__reject_id" = r.id)', v_staging) USING v_replayed;
    END IF;
    PERFORM cdc_management.truncate_drained(v_staging);
    PERFORM set_config('cdc_management.merging', c_pushing, true);
END
$cdc$;
REVOKE ALL ON PROCEDURE cdc_management.merge(regclass, integer, numeric) FROM PUBLIC;
COMMENT ON PROCEDURE cdc_management.merge(regclass, integer, numeric) IS
    'Merges what is staged for a relation, in batches, in the caller''s transaction.';
