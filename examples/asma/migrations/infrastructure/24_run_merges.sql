-- DO NOT EDIT: made by cdc-assets.
-- sha256: 8ac5bfdb1f754cfe470569723d9386769a618fd5f26047b733484389234b5f5b

CREATE OR REPLACE FUNCTION cdc_management.require_read_committed() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'merges run at READ COMMITTED, not at %', upper(current_setting('transaction_isolation'))
            USING ERRCODE = 'invalid_transaction_state',
            HINT = 'An older snapshot would hide rows that TRUNCATE then destroys.';
    END IF;
END
$cdc$;

CREATE OR REPLACE FUNCTION cdc_management.lock_merge(p_target regclass, p_wait_seconds numeric DEFAULT 0)
RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_until timestamptz := clock_timestamp() + make_interval(secs => coalesce(p_wait_seconds, 0)::double precision);
BEGIN
    -- Polled: sessions that merge several tables in one transaction cannot deadlock, and DDL never queues behind it.
    WHILE NOT pg_try_advisory_xact_lock(hashtext('cdc_management.merge'), p_target::oid::bigint::bit(32)::integer) LOOP
        IF clock_timestamp() >= v_until THEN
            RETURN false;
        END IF;
        PERFORM pg_sleep(0.02);
    END LOOP;
    RETURN true;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.lock_merge IS 'Takes a relation''s one lock for this transaction: two merges exclude each other.';

CREATE OR REPLACE FUNCTION cdc_management.lock_relation(p_schema text, p_table text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_target regclass := to_regclass(format('%I.%I', p_schema, p_table));
BEGIN
    -- A merge locks rows of the coverage in the order of its data: whoever changes some must come before or after it.
    IF v_target IS NOT NULL AND NOT cdc_management.lock_merge(v_target, 60) THEN
        RAISE EXCEPTION 'a merge of % is running', v_target USING ERRCODE = 'lock_not_available';
    END IF;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.lock_relation IS 'Keeps merges of a relation out until this transaction ends; waits a minute at most.';

CREATE OR REPLACE FUNCTION cdc_management.log_error(
    p_severity text, p_kind text, p_schema text, p_table text, p_sqlstate text, p_message text, p_context text
) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    WITH e AS (
        INSERT INTO cdc_management.error_log (severity, kind, schema_name, table_name, sqlstate, message, context)
        VALUES (p_severity, p_kind, p_schema, p_table, p_sqlstate, p_message, p_context)
        RETURNING occurred_at
    )
    UPDATE cdc_management.merge_control SET last_error_at = e.occurred_at FROM e
    WHERE schema_name = p_schema AND table_name = p_table AND p_severity = 'error'
$cdc$;

CREATE OR REPLACE FUNCTION cdc_management.first_staged(p_schema text, p_staging text) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' AS $cdc$
DECLARE
    v_staging regclass := to_regclass(format('%I.%I', p_schema, p_staging));
    v_leaves text;
    v_first timestamptz;
BEGIN
    IF pg_is_in_recovery() THEN
        RETURN NULL;  -- a standby has no UNLOGGED rows: not looked at
    END IF;
    -- Leaves fill in the order of arrival: their first rows are the oldest. The block always ends in an error of its
    -- own, which gives back the locks on the leaves: kept, they would stand in the way of ALTER and TRUNCATE.
    SELECT string_agg(format('(SELECT "__staged_at" AS f FROM %s LIMIT 100)', l.leaf), ' UNION ALL ') INTO v_leaves
    FROM cdc_management.staging_leaves(v_staging) AS l WHERE l.pages > 0;
    IF v_leaves IS NOT NULL THEN
        EXECUTE format('SELECT min(coalesce(f, ''-infinity'')) FROM (%s) AS u', v_leaves) INTO v_first;
    END IF;
    RAISE SQLSTATE 'CDC00';
EXCEPTION
    WHEN SQLSTATE 'CDC00' THEN
        RETURN v_first;
    WHEN lock_not_available THEN
        RETURN NULL;  -- being altered: the next run looks again
END
$cdc$;
COMMENT ON FUNCTION cdc_management.first_staged IS 'When the first unmerged change was written, NULL when nothing waits.';

CREATE OR REPLACE FUNCTION cdc_management.pending_merges(p_batch_window_seconds numeric DEFAULT 0)
RETURNS TABLE (schema_name text, table_name text, procedure_name text, first_staged timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $cdc$
#variable_conflict use_column
BEGIN
    IF pg_is_in_recovery() THEN
        RETURN;  -- a standby has no UNLOGGED rows: nothing is known to wait
    END IF;
    RETURN QUERY SELECT m.schema_name, m.table_name, m.procedure_name, p.first_staged
    FROM cdc_management.merge_control AS m
    LEFT JOIN (
        SELECT n.nspname, c.relname, min(b.rung_at) AS rung_at FROM cdc_management.staging_bell AS b
        JOIN pg_class AS c ON c.oid = b.staging JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE b.staging NOT IN (  -- being altered: the next round looks again
            SELECT k.relation FROM pg_locks AS k WHERE k.locktype = 'relation' AND k.mode = 'AccessExclusiveLock' AND k.granted
                AND k.pid IS DISTINCT FROM pg_backend_pid()
                AND k.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
        )
        GROUP BY n.nspname, c.relname
    ) AS r ON r.nspname = m.schema_name AND r.relname = m.staging_name
    CROSS JOIN LATERAL (
        SELECT CASE WHEN m.key_columns IS NULL OR r.rung_at IS NOT NULL AND p_batch_window_seconds > 0
            THEN cdc_management.first_staged(m.schema_name, m.staging_name) ELSE r.rung_at END AS first_staged
    ) AS p
    WHERE m.enabled AND p.first_staged <= clock_timestamp() - make_interval(secs => coalesce(p_batch_window_seconds, 0)::double precision)
    ORDER BY coalesce(m.last_error_at > m.last_merge_at, m.last_error_at IS NOT NULL), p.first_staged;  -- what failed last time comes last
END
$cdc$;
COMMENT ON FUNCTION cdc_management.pending_merges IS 'Relations whose first unmerged change is as many seconds old, oldest first.';

CREATE OR REPLACE FUNCTION cdc_management.merge_relation(p_schema text, p_table text, p_batch_size integer DEFAULT 100000)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_control cdc_management.merge_control;
BEGIN
    SELECT m.* INTO v_control FROM cdc_management.merge_control AS m WHERE m.schema_name = p_schema AND m.table_name = p_table;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no merge is registered for %.%', quote_ident(p_schema), quote_ident(p_table)
            USING ERRCODE = 'undefined_table';
    END IF;
    IF v_control.key_columns IS NOT NULL THEN
        CALL cdc_management.merge(format('%I.%I', p_schema, p_table)::regclass, coalesce(p_batch_size, 100000));
    ELSE
        -- The engine has not taken it over yet. The exact types: an overload that somebody added cannot be meant. The bell is not
        -- known to its procedure.
        DELETE FROM cdc_management.staging_bell AS b WHERE b.staging = to_regclass(format('%I.%I', p_schema, v_control.staging_name));
        EXECUTE format('CALL %I.%I(%s::integer, 60::numeric)', p_schema, v_control.procedure_name, coalesce(p_batch_size, 100000));
    END IF;
    RETURN (SELECT m.rows_taken FROM cdc_management.merge_control AS m WHERE m.schema_name = p_schema AND m.table_name = p_table)
        - v_control.rows_taken;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.merge_relation IS 'Merges one relation and returns the rows taken.';

CREATE OR REPLACE FUNCTION cdc_management.try_merge(p_schema text, p_table text, p_batch_size integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_state text;
    v_message text;
    v_context text;
BEGIN
    IF NOT cdc_management.lock_merge(to_regclass(format('%I.%I', p_schema, p_table))) THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (  -- another session has merged it since this one made its list
        SELECT FROM cdc_management.merge_control AS m WHERE m.schema_name = p_schema AND m.table_name = p_table AND (m.key_columns IS NULL OR EXISTS (
            SELECT FROM cdc_management.staging_bell AS b WHERE b.staging = to_regclass(format('%I.%I', m.schema_name, m.staging_name))
        ))
    ) THEN
        RETURN NULL;
    END IF;
    RETURN cdc_management.merge_relation(p_schema, p_table, p_batch_size);
EXCEPTION WHEN OTHERS OR query_canceled OR assert_failure THEN
    -- A statement_timeout is a cancel too: it must not keep the other tables waiting for ever.
    GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT, v_context = PG_EXCEPTION_CONTEXT;
    PERFORM cdc_management.log_error('error', 'merge_failed', p_schema, p_table, v_state, v_message, right(v_context, 2000));
    RETURN NULL;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.try_merge IS 'Merges one relation; NULL when another merge of it runs, or it failed, which is logged.';

-- What a session met of the catalog it keeps until it ends: some 40 kB a table.
DROP PROCEDURE IF EXISTS cdc_management.run_pending_merges(numeric, integer);
CREATE OR REPLACE PROCEDURE cdc_management.run_pending_merges(
    p_batch_window_seconds numeric DEFAULT 30, p_batch_size integer DEFAULT 100000, p_max_tables integer DEFAULT 4000
)
LANGUAGE plpgsql AS $cdc$
-- It commits, so that it can have no search_path of its own: every name is written in full.
DECLARE
    v_schemas text[];
    v_tables text[];
BEGIN
    PERFORM cdc_management.require_read_committed();
    SELECT pg_catalog.array_agg(p.schema_name), pg_catalog.array_agg(p.table_name) INTO v_schemas, v_tables
    FROM (SELECT * FROM cdc_management.pending_merges(p_batch_window_seconds) LIMIT p_max_tables) AS p;
    COMMIT;
    FOR i IN 1 .. coalesce(pg_catalog.array_length(v_tables, 1), 0) LOOP
        PERFORM cdc_management.try_merge(v_schemas[i], v_tables[i], p_batch_size);
        COMMIT;
    END LOOP;
    IF v_tables[p_max_tables] IS NOT NULL THEN
        RAISE NOTICE 'a call takes % tables: more may be left for the next one', p_max_tables
            USING HINT = 'Make it in a new session: what one has met of the catalog stays in its memory.';
    END IF;
END
$cdc$;
COMMENT ON PROCEDURE cdc_management.run_pending_merges IS
    'Merges what is old enough, the oldest first, p_max_tables at most (NULL: all), and commits after each. Not in a transaction.';

CREATE OR REPLACE FUNCTION cdc_management.trigger_pending_merges(
    p_batch_window_seconds numeric DEFAULT 30, p_max_tables integer DEFAULT 1
) RETURNS TABLE (schema_name text, table_name text, rows_merged bigint, duration_ms bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_pending record;
    v_started timestamptz;
    v_tables integer := 0;
BEGIN
    PERFORM cdc_management.require_read_committed();
    FOR v_pending IN SELECT * FROM cdc_management.pending_merges(p_batch_window_seconds) LOOP
        EXIT WHEN v_tables >= p_max_tables;
        v_started := clock_timestamp();
        rows_merged := cdc_management.try_merge(v_pending.schema_name, v_pending.table_name, 100000);
        CONTINUE WHEN rows_merged IS NULL;
        schema_name := v_pending.schema_name;
        table_name := v_pending.table_name;
        duration_ms := extract(epoch FROM clock_timestamp() - v_started) * 1000;
        v_tables := v_tables + 1;
        RETURN NEXT;
    END LOOP;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.trigger_pending_merges IS 'run_pending_merges for few tables in the caller''s transaction.';

CREATE OR REPLACE FUNCTION cdc_management.manual_merge(p_schema text, p_table text) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    SELECT cdc_management.merge_relation(p_schema, p_table)
$cdc$;
COMMENT ON FUNCTION cdc_management.manual_merge IS 'Merges one relation in the caller''s transaction; returns rows taken, fails loudly.';

CREATE OR REPLACE PROCEDURE cdc_management.replay_rejects(
    p_schema text DEFAULT NULL, p_table text DEFAULT NULL, p_ids bigint[] DEFAULT NULL
)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
SET intervalstyle = 'postgres'
SET bytea_output = 'hex'
SET extra_float_digits = 1
AS $cdc$
DECLARE
    v_relation record;
    v_staging regclass;
    v_left bigint;
BEGIN
    FOR v_relation IN
        SELECT m.schema_name, m.table_name, m.staging_name FROM cdc_management.merge_control AS m
        WHERE (p_schema IS NULL OR m.schema_name = p_schema) AND (p_table IS NULL OR m.table_name = p_table)
            AND EXISTS (
                SELECT FROM cdc_management.merge_rejects AS r
                WHERE r.schema_name = m.schema_name AND r.table_name = m.table_name AND r.replayed_at IS NULL
                    AND (p_ids IS NULL OR r.id = ANY (p_ids))
            )
        ORDER BY m.schema_name, m.table_name
    LOOP
        v_staging := format('%I.%I', v_relation.schema_name, v_relation.staging_name)::regclass;
        EXECUTE (
            SELECT format(
                'WITH r AS (UPDATE cdc_management.merge_rejects SET replayed_at = clock_timestamp()
                     WHERE schema_name = $1 AND table_name = $2 AND replayed_at IS NULL
                         AND ($3 IS NULL OR id = ANY ($3))
                         AND NOT EXISTS (
                             SELECT FROM jsonb_each_text(row_data) AS k
                             WHERE k.value IS NOT NULL AND k.key <> ALL (%L::text[])
                         ) RETURNING id, row_data)
                 INSERT INTO %s (%s, "__reject_id") SELECT %s, r.id FROM r ORDER BY r.id',
                array_agg(a.attname::text), v_staging, string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum),
                string_agg(
                    -- a column that came later has its default, as in rows that leave it out
                    format(CASE WHEN d.adbin IS NULL THEN '%2$s' ELSE 'CASE WHEN r.row_data ? %1$L THEN %2$s ELSE %3$s END' END, a.attname,
                        format('(r.row_data ->> %L)::%s', a.attname, format_type(a.atttypid, a.atttypmod)), pg_get_expr(d.adbin, d.adrelid)),
                    ', ' ORDER BY a.attnum
                )
            )
            FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
            WHERE a.attrelid = v_staging AND a.attnum > 0 AND NOT a.attisdropped
                AND a.attname NOT IN ('__staged_at', '__slot', '__reject_id')
        ) USING v_relation.schema_name, v_relation.table_name, p_ids;
        SELECT count(*) INTO v_left FROM cdc_management.merge_rejects AS r
        WHERE r.schema_name = v_relation.schema_name AND r.table_name = v_relation.table_name AND r.replayed_at IS NULL
            AND (p_ids IS NULL OR r.id = ANY (p_ids));
        IF v_left > 0 THEN
            RAISE WARNING '%.%: % rejects stay: they hold values of columns that staging does not have (any more)',
                v_relation.schema_name, v_relation.table_name, v_left
                USING HINT = 'Rename the keys of row_data to the present columns, then replay again.';
        END IF;
    END LOOP;
END
$cdc$;
COMMENT ON PROCEDURE cdc_management.replay_rejects IS 'Puts rejected rows back into staging once their cause is mended.';

-- With pg_cron, in the database it runs in (https://github.com/citusdata/pg_cron):
-- SELECT cron.schedule_in_database('cdc-merge', '10 seconds', 'CALL cdc_management.run_pending_merges(30)', current_database());

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
