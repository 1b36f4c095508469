-- DO NOT EDIT: made by cdc-assets.
-- sha256: 442f2eb59071a52ae1b8ad2656abc0c90c3ba888e8fa52f3f281f145a42c2717

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
COMMENT ON FUNCTION cdc_management.set_aside IS 'Moves rows of a batch (p_bad: their place and reason) to merge_rejects; returns their counts.';

CREATE OR REPLACE FUNCTION cdc_management.take_turns(
    p_control cdc_management.merge_control, p_words jsonb, p_kinds text[], p_taken bigint, p_places tid[], p_which text
) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    -- a trigger may keep rows out, and not everywhere are they left out of the number of rows
    c_watched CONSTANT boolean := EXISTS (
        SELECT FROM pg_trigger AS g WHERE g.tgtype & 3 = 3 AND NOT g.tgisinternal AND g.tgrelid IN (
            SELECT (p_words ->> 'target')::regclass UNION SELECT p.relid FROM pg_partition_tree((p_words ->> 'target')::regclass) AS p
        )
    );
    v_turn record;
    v_words jsonb;
    v_rows bigint;
    v_written bigint := 0;
BEGIN
    FOR v_turn IN SELECT * FROM cdc_management.merge_turns(p_control, p_kinds, p_words ? 'arrival') LOOP
        v_words := cdc_management.merge_turn(p_control, p_words, v_turn.told, v_turn.ends);
        v_turn.which := v_turn.which || p_which;
        EXECUTE cdc_management.merge_statement(v_words, CASE WHEN v_turn.ends THEN 'ended' ELSE 'newer' END, v_turn.which) USING p_places;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        v_written := v_written + CASE WHEN v_turn.ends THEN 0 ELSE v_rows END;
        IF v_rows < p_taken AND v_words ? 'told columns' THEN
            EXECUTE cdc_management.merge_statement(v_words, 'late', v_turn.which) USING p_places;
            GET DIAGNOSTICS v_rows = ROW_COUNT;
            v_written := v_written + CASE WHEN v_turn.ends THEN 0 ELSE v_rows END;
        END IF;
        IF c_watched THEN
            EXECUTE cdc_management.merge_statement(v_words, 'left', v_turn.which) INTO v_rows USING p_places;
            IF v_rows > 0 THEN
                RAISE EXCEPTION 'merge of %: a trigger keeps % events from their rows', p_words ->> 'target', v_rows
                    USING ERRCODE = 'CDC01', HINT = 'Nothing was changed. A BEFORE trigger of the table must return the row.';
            END IF;
        END IF;
    END LOOP;
    IF 'd' = ANY (p_kinds) THEN
        EXECUTE cdc_management.merge_statement(p_words, 'bury', 'n.__m_op = ''d''') USING p_places;
    END IF;
    RETURN v_written;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.take_turns IS 'Merges the events of a batch that nothing is wrong with; returns the rows written by all turns.';

CREATE OR REPLACE FUNCTION cdc_management.merge_batch(
    p_control cdc_management.merge_control, p_leaf regclass, p_batch text, p_places tid[], p_now timestamptz
) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
-- Returns, per tenant, topic and partition, what became of the rows: see account().
DECLARE
    c_key CONSTANT boolean := p_control.key_columns <> '{}';
    c_most_refused CONSTANT integer := 1000;  -- rows that one call finds out by trying
    v_careful boolean := false;
    v_against boolean := false;
    v_placed jsonb;
    v_judged boolean := NOT c_key;
    v_several boolean;
    v_arrival boolean;
    v_one_turn boolean;
    v_words jsonb := cdc_management.merge_words(p_control, p_leaf, p_batch, p_now);
    v_parts jsonb := '[]';
    v_look record;
    v_kinds text[];
    v_fates record;
    v_written bigint;
    v_nulled bigint := 0;
    v_aside jsonb;
    v_places tid[];
    v_half integer;
    v_refused integer;
    v_state text;
    v_message text;
BEGIN
    IF v_words ? 'missing' THEN
        RAISE EXCEPTION '% has no column %, which events bring', v_words ->> 'target', v_words ->> 'missing'
            USING ERRCODE = 'undefined_column', HINT = 'Nothing was changed, events wait in staging. Plan and apply.';
    END IF;
    LOOP
        EXECUTE cdc_management.merge_statement(v_words, 'look') INTO v_look USING p_places;
        IF v_look.taken IS NULL THEN  -- nothing is left of it
            RETURN v_parts;
        ELSIF (v_look.suspect OR v_look.spelt) AND NOT v_careful THEN
            v_careful := true;
            v_words := cdc_management.merge_words(p_control, p_leaf, p_batch, p_now, true);
            CONTINUE WHEN NOT v_look.suspect;
            v_parts := v_parts || cdc_management.set_aside(
                v_words, 'SELECT s.ctid AS place, {reason} AS reason, {copy} AS copy FROM {rows} AND ({reason}) IS NOT NULL', p_places
            );
        ELSIF v_judged OR v_look.without_lsn = 0
            OR v_look.without_lsn = v_look.taken AND p_control.rows_taken = p_control.rows_without_lsn
        THEN
            EXIT;
        ELSE
            -- No order is known between events with and without LSN, but for snapshot rows, which tell when they were read.
            v_judged := true;
            v_against := true;
            v_parts := v_parts || cdc_management.set_aside(v_words, $x$
                SELECT n.__m_place AS place, CASE WHEN n.__m_beside THEN '__lsn is NULL, but another event of the key has one'
                    ELSE '__lsn is NULL, but the row merged before has one' END AS reason, false AS copy
                FROM (
                    SELECT n.*, bool_or(n.__m_lsn IS NOT NULL AND n.__m_op <> 'b') OVER (PARTITION BY {keys}, n.__m_inc) AS __m_beside
                    FROM ({source}) AS n
                ) AS n
                LEFT JOIN {target} AS t ON {same}{join buried}
                WHERE n.__m_lsn IS NULL AND NOT (n.__m_op = 'b' OR n.__m_op = 'r' AND n."__source_ts_ms" IS NOT NULL)
                    AND (n.__m_beside OR {barred})$x$, p_places);
        END IF;
    END LOOP;
    v_kinds := ARRAY(
        SELECT DISTINCT k.kind FROM jsonb_array_elements(v_look.parts) AS p (part), jsonb_array_elements_text(p.part -> 'kinds') AS k (kind)
        WHERE k.kind <> 'b' ORDER BY k.kind DESC
    );
    v_one_turn := cardinality(v_kinds) = 1 AND v_kinds <> '{d}' AND NOT v_against;
    v_several := v_look.several AND v_look.sequences;
    v_arrival := v_look.parts @? '$[*] ? (@.topic == null)';
    IF v_several OR v_arrival THEN
        v_words := cdc_management.merge_words(p_control, p_leaf, p_batch, p_now, v_careful, NULL, v_several, v_arrival);
    END IF;
    BEGIN
        IF NOT c_key THEN
            EXECUTE cdc_management.merge_statement(v_words, 'append') INTO v_fates USING p_places;
            v_written := v_fates.written;
        ELSE
            IF v_look.nulls AND v_words ? 'large nulls' THEN
                EXECUTE cdc_management.merge_statement(v_words, 'nulled') INTO v_nulled USING p_places;
            END IF;
            -- To look a key up costs a page or two. Where that is more than the table has, it is read once instead.
            PERFORM set_config(s.name, CASE WHEN v_look.taken > 1000 AND v_look.taken > pg_relation_size(v_words ->> 'target')
                / current_setting('block_size')::bigint THEN 'off' ELSE 'on' END, true)
            FROM unnest(ARRAY['enable_nestloop', 'enable_mergejoin']) AS s (name);
            v_written := cdc_management.take_turns(
                p_control, v_words, v_kinds, v_look.taken, p_places, CASE WHEN v_against THEN ' AND n."__lsn" IS NOT NULL' ELSE '' END
            );
            IF v_against THEN
                -- A snapshot row without LSN comes just above the row that it was read after: a re-snapshot heals. All are
                -- placed before the first is merged, which is no row that another could have been read after.
                EXECUTE cdc_management.fill($x$
                    SELECT jsonb_object_agg(s.ctid, CASE WHEN h.ts >= s."__source_ts_ms" THEN h.lsn ELSE cdc_management.next_lsn(h.lsn) END)
                    FROM {leaf} AS s CROSS JOIN LATERAL (
                        SELECT t."__lsn", t."__source_ts_ms", coalesce(t."__incarnation", 0) FROM {target} AS t WHERE {same as staged}{or buried}
                        LIMIT 1
                    ) AS h (lsn, ts, inc)
                    WHERE {batch} AND s."__lsn" IS NULL AND {op} = 'r' AND s."__source_ts_ms" IS NOT NULL AND h.inc = {inc}$x$, v_words
                ) INTO v_placed USING p_places;
                v_words := cdc_management.merge_words(p_control, p_leaf, p_batch, p_now, v_careful, coalesce(v_placed, '{}'), v_several, v_arrival);
                v_written := v_written + cdc_management.take_turns(
                    p_control, v_words, v_kinds, v_look.taken, p_places, ' AND n."__lsn" IS NULL'
                );
            END IF;
            IF v_one_turn AND v_written = v_look.taken THEN  -- each row is its key's only one
                SELECT jsonb_agg(p.part - '{taken,without_lsn}'::text[] || jsonb_build_object('applied', p.part -> 'taken')) AS parts,
                    v_written AS applied, 0::bigint AS stale, v_written AS keys INTO v_fates FROM jsonb_array_elements(v_look.parts) AS p (part);
            ELSE
                EXECUTE cdc_management.merge_statement(v_words, 'outcome') INTO v_fates USING p_places;
            END IF;
        END IF;
        IF v_fates.applied + v_fates.stale <> v_fates.keys OR v_fates.keys > v_look.taken
            OR v_fates.applied <> v_written AND (NOT c_key OR v_one_turn)
        THEN
            RAISE EXCEPTION 'merge of %: % rows taken of % keys, but % applied (% written) + % stale',
                v_words ->> 'target', v_look.taken, v_fates.keys, v_fates.applied, v_written, v_fates.stale
                USING ERRCODE = 'CDC01', HINT = 'Nothing was changed. Was the table written to by someone else meanwhile? Merge again.';
        END IF;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception OR program_limit_exceeded THEN
        GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT;
    END;
    IF v_state IS NULL THEN
        UPDATE cdc_management.merge_control AS m SET large_values_nulled = m.large_values_nulled + v_nulled
        WHERE m.schema_name = p_control.schema_name AND m.table_name = p_control.table_name AND v_nulled > 0;
        v_parts := v_parts || v_look.parts || coalesce(v_fates.parts, '[]');  -- no key where all are images before an update
        IF NOT c_key THEN  -- the next piece has to know which offsets are rows
            PERFORM cdc_management.account(p_control, v_parts, p_now);
            RETURN '[]';
        END IF;
        RETURN v_parts;
    END IF;
    -- Values that do not fit are told by their columns; what only the table refuses is found by halving.
    v_aside := cdc_management.set_aside(
        v_words, 'SELECT s.ctid AS place, {misfit} AS reason, {copy} AS copy FROM {rows} AND ({misfit}) IS NOT NULL', p_places
    );
    IF v_aside <> '[]' THEN
        RETURN v_parts || v_aside || cdc_management.merge_batch(p_control, p_leaf, p_batch, p_places, p_now);
    END IF;
    EXECUTE cdc_management.fill('SELECT array_agg(s.ctid ORDER BY s.ctid) FROM {leaf} AS s WHERE {batch}', v_words) INTO v_places USING p_places;
    v_half := cardinality(v_places) / 2;
    IF v_half > 0 THEN  -- each half has a time of its own: what the first wrote is not written by the second
        v_parts := v_parts || cdc_management.merge_batch(
            p_control, p_leaf, 's.ctid = ANY ($1)', v_places[:v_half], greatest(clock_timestamp(), p_now + interval '1 microsecond')
        );
        RETURN v_parts || cdc_management.merge_batch(
            p_control, p_leaf, 's.ctid = ANY ($1)', v_places[v_half + 1:], greatest(clock_timestamp(), p_now + interval '1 microsecond')
        );
    END IF;
    v_refused := current_setting('cdc_management.refused')::integer + 1;
    IF v_refused > c_most_refused THEN  -- then it is not the rows that are wrong
        RAISE EXCEPTION '% refuses its rows one after the other: %', v_words ->> 'target',
            CASE WHEN v_state LIKE '22%' THEN 'SQLSTATE ' || v_state ELSE v_message END USING  -- class 22 quotes values
            ERRCODE = 'CDC04', HINT = 'Nothing was changed. Find what of the table refuses them, then merge again.';
    END IF;
    PERFORM set_config('cdc_management.refused', v_refused::text, true);
    RETURN v_parts || cdc_management.set_aside(
        v_words || jsonb_build_object('why', format('%L::text', v_state || ': ' || v_message)),
        'SELECT s.ctid AS place, {why} AS reason, false AS copy FROM {leaf} AS s WHERE {batch}', p_places
    );
END
$cdc$;
COMMENT ON FUNCTION cdc_management.merge_batch IS
    'Merges rows of a leaf and returns what became of them; the rows that were set aside are gone from it, the others are not.';

CREATE OR REPLACE PROCEDURE cdc_management.merge(p_target regclass, p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on SET timezone = 'UTC' SET datestyle = 'ISO, YMD'
SET intervalstyle = 'postgres' SET bytea_output = 'hex' SET extra_float_digits = 1 SET work_mem = '48MB' SET hash_mem_multiplier = 1
SET random_page_cost = 1.1 SET jit = off SET enable_nestloop = on SET enable_mergejoin = on SET synchronize_seqscans = off
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
    JOIN pg_class AS c ON c.relname = m.table_name JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = m.schema_name
    WHERE c.oid = p_target FOR UPDATE OF m;
    v_staging := format('%I.%I', v_control.schema_name, v_control.staging_name)::regclass;
    v_before := v_control.batches;
    SELECT string_agg(format('%I', w.rulename), ', ' ORDER BY w.rulename) INTO v_rules FROM pg_rewrite AS w WHERE w.ev_class = p_target;
    IF v_rules IS NOT NULL THEN
        RAISE EXCEPTION '% has rules (%), and PostgreSQL merges into no table with rules', p_target, v_rules USING
            ERRCODE = 'feature_not_supported', HINT = 'Nothing was changed, events wait in staging. Drop the rules, or make triggers of them.';
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
                v_control := cdc_management.account(v_control, v_parts, v_now);
            END IF;
            IF NOT v_settled THEN
                EXECUTE format('DELETE FROM %s WHERE ctid = ANY ($1)', v_leaf.leaf) USING v_places;
            END IF;
            v_lo := v_hi;
        END LOOP;
        IF v_settled AND NOT cdc_management.truncate_leaf(v_leaf.leaf, true) THEN
            EXECUTE format('DELETE FROM %s', v_leaf.leaf);
        END IF;
    END LOOP;

    UPDATE cdc_management.merge_control AS m
    SET last_merge_at = clock_timestamp(), last_duration_ms = extract(epoch FROM clock_timestamp() - v_started) * 1000
    WHERE m.schema_name = v_control.schema_name AND m.table_name = v_control.table_name AND m.batches > v_before;
    IF v_replayed IS NOT NULL THEN
        EXECUTE format('UPDATE cdc_management.merge_rejects AS r SET merged_at = clock_timestamp()
            WHERE r.id = ANY ($1) AND NOT EXISTS (SELECT FROM %s AS s WHERE s."__reject_id" = r.id)', v_staging) USING v_replayed;
    END IF;
    PERFORM cdc_management.truncate_drained(v_staging);
    PERFORM set_config('cdc_management.merging', c_pushing, true);
END
$cdc$;
COMMENT ON PROCEDURE cdc_management.merge IS 'Merges what is staged for a relation, in batches, in the caller''s transaction.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
