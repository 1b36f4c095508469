-- DO NOT EDIT: made by cdc-assets.
-- sha256: 46ad3dd8d696631bc12a578f1dde7b6e684c4a42e3916f36325244f896f72666

CREATE SCHEMA IF NOT EXISTS cdc_staging;
COMMENT ON SCHEMA cdc_staging IS 'The UNLOGGED leaves of the staging tables: made, drained and truncated by the merges.';

CREATE TABLE IF NOT EXISTS cdc_management.staging_epochs (
    epoch uuid PRIMARY KEY,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    lost_at timestamptz,
    acknowledged_at timestamptz
);
CREATE UNLOGGED TABLE IF NOT EXISTS cdc_management.staging_epoch (epoch uuid PRIMARY KEY);
COMMENT ON TABLE cdc_management.staging_epochs IS 'Since when staging has survived; lost_at: when its loss was seen.';
COMMENT ON TABLE cdc_management.staging_epoch IS 'Emptied with all that is UNLOGGED: without the epoch, staged rows were lost.';

CREATE OR REPLACE FUNCTION cdc_management.check_staging_epoch() RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_epoch uuid;
BEGIN
    FOR i IN 1 .. 2 LOOP
        IF EXISTS (
            SELECT FROM cdc_management.staging_epoch AS u
            JOIN cdc_management.staging_epochs AS e USING (epoch) WHERE e.lost_at IS NULL
        ) THEN
            RETURN true;
        END IF;
        -- Several mergers may see it at once: one of them writes it down, unless another one did between its look and the lock.
        IF NOT pg_try_advisory_xact_lock(hashtext('cdc_management.staging_epoch'), 0) THEN
            RETURN false;
        END IF;
    END LOOP;
    UPDATE cdc_management.staging_epochs SET lost_at = clock_timestamp() WHERE lost_at IS NULL;
    IF FOUND THEN
        INSERT INTO cdc_management.error_log (severity, kind, message)
        VALUES ('error', 'staging_lost', 'UNLOGGED staging was emptied by a crash or a promotion: see v_staging_lost');
        -- No resume brings these back: their offsets are accounted for.
        UPDATE cdc_management.merge_rejects SET replayed_at = NULL
        WHERE replayed_at IS NOT NULL AND merged_at IS NULL;
        UPDATE cdc_management.refused_messages SET replayed_at = NULL
        WHERE replayed_at IS NOT NULL AND merged_at IS NULL;
    END IF;
    INSERT INTO cdc_management.staging_epochs (epoch) VALUES (gen_random_uuid()) RETURNING epoch INTO v_epoch;
    DELETE FROM cdc_management.staging_epoch;
    INSERT INTO cdc_management.staging_epoch VALUES (v_epoch);
    RETURN false;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.check_staging_epoch IS 'Whether staging survived since it was last asked; if not, writes it down.';

CREATE OR REPLACE FUNCTION cdc_management.acknowledge_staging_loss() RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    SELECT cdc_management.check_staging_epoch();
    WITH done AS (
        UPDATE cdc_management.staging_epochs SET acknowledged_at = clock_timestamp()
        WHERE lost_at IS NOT NULL AND acknowledged_at IS NULL
        RETURNING 1
    )
    SELECT count(*) FROM done
$cdc$;
COMMENT ON FUNCTION cdc_management.acknowledge_staging_loss IS 'Consumers were set back: losses leave v_staging_lost.';

-- A round asks who has something to merge, not 10,000 leaves whether they are empty. A mark for every writing statement: marks are
-- only added, so that writers wait for nobody, and appear when their rows do. A merge deletes those that it saw, then looks.
CREATE UNLOGGED TABLE IF NOT EXISTS cdc_management.staging_bell (
    staging regclass NOT NULL,
    rung_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS staging_bell_by_staging ON cdc_management.staging_bell (staging);
COMMENT ON TABLE cdc_management.staging_bell IS 'Staging tables that were written to since their last merge began; emptied by a crash as they are.';

CREATE OR REPLACE FUNCTION cdc_management.ring() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    -- a dump is restored into the leaf
    INSERT INTO cdc_management.staging_bell (staging)
    VALUES (coalesce((SELECT i.inhparent FROM pg_inherits AS i WHERE i.inhrelid = TG_RELID), TG_RELID));
    RETURN NULL;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.ring IS 'Trigger of staging tables and their leaves: something was staged.';

CREATE OR REPLACE FUNCTION cdc_management.staging_leaves(p_staging regclass)
RETURNS TABLE (slot bigint, leaf regclass, pages bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
    SELECT substring(pg_get_expr(c.relpartbound, c.oid), '[0-9]+')::bigint, c.oid::regclass,
        pg_relation_size(c.oid) / current_setting('block_size')::bigint
    FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
    WHERE i.inhparent = p_staging
$cdc$;

CREATE OR REPLACE FUNCTION cdc_management.add_staging_leaf(p_staging regclass, p_slot bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_name text;
    v_owner text;
BEGIN
    SELECT n.nspname || '.' || c.relname, pg_get_userbyid(c.relowner) INTO STRICT v_name, v_owner
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = p_staging;
    WHILE octet_length(v_name) > 52 LOOP
        v_name := left(v_name, -1);
    END LOOP;
    v_name := v_name || '_' || p_slot || '_' || left(gen_random_uuid()::text, 8);
    EXECUTE format('CREATE UNLOGGED TABLE cdc_staging.%I (LIKE %s)', v_name, p_staging);
    -- SHARE UPDATE EXCLUSIVE on the staging table: writers go on
    EXECUTE format('ALTER TABLE %s ATTACH PARTITION cdc_staging.%I FOR VALUES IN (%s)', p_staging, v_name, p_slot);
    IF v_owner <> current_user THEN  -- a superuser merges: who owns the table must be able to alter all of it
        EXECUTE format('ALTER TABLE cdc_staging.%I OWNER TO %I', v_name, v_owner);
    END IF;
    EXECUTE format('CREATE TRIGGER cdc_ring AFTER INSERT ON cdc_staging.%I FOR EACH STATEMENT EXECUTE FUNCTION cdc_management.ring()', v_name);
END
$cdc$;

CREATE OR REPLACE FUNCTION cdc_management.truncate_leaf(p_leaf regclass, p_merged boolean) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_rows boolean := false;
BEGIN
    -- No writer starts on a leaf that is not active; those that wrote to it before hold their lock until they end, so that NOWAIT
    -- succeeds when, and only when, nothing can arrive here any more.
    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE NOWAIT', p_leaf);
    IF NOT p_merged THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', p_leaf) INTO v_rows;
    END IF;
    IF v_rows THEN
        RAISE lock_not_available;
    END IF;
    EXECUTE format('TRUNCATE TABLE ONLY %s', p_leaf);
    RETURN true;
EXCEPTION WHEN lock_not_available OR object_in_use THEN
    RETURN false;  -- the lock is released with the subtransaction; the next merge tries again
END
$cdc$;
COMMENT ON FUNCTION cdc_management.truncate_leaf IS 'Truncates a leaf whose rows were all merged (or that is empty), without ever waiting.';

CREATE OR REPLACE FUNCTION cdc_management.staging_writers(p_staging regclass) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
    -- Whoever writes or was sent to a leaf holds a lock on the staging table since before it was sent. Readers do not count.
    SELECT coalesce(array_agg(DISTINCT k.virtualtransaction), '{}') FROM pg_locks AS k
    WHERE k.locktype = 'relation' AND k.relation = p_staging AND k.mode <> 'AccessShareLock' AND k.pid IS DISTINCT FROM pg_backend_pid()
        AND k.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
$cdc$;
COMMENT ON FUNCTION cdc_management.staging_writers IS 'The transactions that write to a staging table.';

CREATE OR REPLACE FUNCTION cdc_management.writers_have_left(p_staging regclass, p_leaf regclass) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    c_writers CONSTANT text[] := cdc_management.staging_writers(p_staging);
BEGIN
    FOR i IN 1 .. 40 LOOP
        IF NOT c_writers && cdc_management.staging_writers(p_staging) THEN
            EXECUTE format('LOCK TABLE %s IN SHARE MODE NOWAIT', p_leaf);
            RETURN true;
        END IF;
        PERFORM pg_sleep(0.005);
    END LOOP;
    RETURN false;
EXCEPTION WHEN lock_not_available THEN
    RETURN false;  -- it is being vacuumed
END
$cdc$;
COMMENT ON FUNCTION cdc_management.writers_have_left(regclass, regclass) IS
    'Whether nobody writes any more to a leaf that is not active, and keeps it so: writers are waited for, 0.2 s at most.';

CREATE OR REPLACE FUNCTION cdc_management.rotate_staging(p_control cdc_management.merge_control, p_staging regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    c_leaves CONSTANT bigint := 16;
    c_sequence CONSTANT regclass := pg_get_serial_sequence(p_staging::text, '__slot')::regclass;
    c_active CONSTANT bigint := pg_sequence_last_value(c_sequence);
    v_active regclass;
    v_newest bigint := p_control.newest_leaf;  -- NULL: every writer knows every leaf
    v_waits text[] := p_control.newest_leaf_waits;
    v_free bigint;
BEGIN
    SELECT l.leaf INTO v_active FROM cdc_management.staging_leaves(p_staging) AS l WHERE l.slot = c_active;
    IF pg_table_size(v_active) < p_control.rotate_bytes THEN  -- with TOAST: documents lie there
        RETURN;
    END IF;
    -- ATTACH lets writers go on, and a statement that ran before, an open COPY say, keeps the list of leaves it had: a row for a leaf
    -- that is not on it would fail. Once the attaching transaction has committed, whoever takes a lock sees the leaf: who held one
    -- then is waited for. Of a transaction only a statement that runs keeps its list: one that is idle makes a new one for its next.
    IF v_newest IS NOT NULL AND p_control.newest_leaf_xact IS DISTINCT FROM pg_current_xact_id_if_assigned() THEN
        v_waits := coalesce(v_waits, cdc_management.staging_writers(p_staging));
        PERFORM pg_stat_clear_snapshot();
        IF NOT EXISTS (
            SELECT FROM pg_locks AS k LEFT JOIN pg_stat_activity AS a ON a.pid = k.pid
            WHERE k.locktype = 'relation' AND k.relation = p_staging AND k.virtualtransaction = ANY (v_waits)
                AND k.pid IS NOT NULL AND a.state IS DISTINCT FROM 'idle in transaction'
        ) THEN
            v_newest := NULL;
        END IF;
    END IF;
    -- Never to a leaf that this transaction made or truncated: its lock would hold writers up until the end. If somebody dropped
    -- the active one, to any.
    SELECT min(l.slot) INTO v_free FROM cdc_management.staging_leaves(p_staging) AS l
    WHERE v_active IS NULL OR l.pages = 0 AND l.slot <> c_active AND (v_newest IS NULL OR l.slot < v_newest) AND NOT EXISTS (
        SELECT FROM pg_locks AS k
        WHERE k.locktype = 'relation' AND k.relation = l.leaf AND k.mode = 'AccessExclusiveLock' AND k.granted
            AND k.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
    );
    IF v_free IS NULL AND (v_newest IS NULL OR v_active IS NULL) THEN
        -- More leaves than two are needed only while somebody's open transaction keeps some from being truncated.
        SELECT min(s.slot) INTO v_newest FROM generate_series(0, c_leaves - 1) AS s (slot)
        WHERE NOT EXISTS (SELECT FROM cdc_management.staging_leaves(p_staging) AS l WHERE l.slot = s.slot);
        IF v_newest IS NOT NULL THEN
            PERFORM cdc_management.add_staging_leaf(p_staging, v_newest);
            p_control.newest_leaf := NULL;  -- another leaf, be it of the same number
            v_free := CASE WHEN v_active IS NULL THEN v_newest END;
        END IF;
    END IF;
    IF v_free IS NOT NULL THEN
        PERFORM setval(c_sequence, v_free);
    END IF;
    UPDATE cdc_management.merge_control AS m SET newest_leaf = v_newest, newest_leaf_waits = CASE WHEN v_newest = p_control.newest_leaf THEN v_waits END,
        newest_leaf_xact = CASE WHEN v_newest = p_control.newest_leaf THEN p_control.newest_leaf_xact WHEN v_newest >= 0 THEN pg_current_xact_id() END
    WHERE m.schema_name = p_control.schema_name AND m.table_name = p_control.table_name
        AND (p_control.newest_leaf, m.newest_leaf_waits) IS DISTINCT FROM (v_newest, v_waits);
END
$cdc$;
COMMENT ON FUNCTION cdc_management.rotate_staging(cdc_management.merge_control, regclass) IS 'Sends writers to an empty leaf once the present one has grown, to drain it.';

-- Without a key: a relation whose procedure is a whole program, as earlier versions wrote them; what `cdc down` goes back to.
DROP FUNCTION IF EXISTS cdc_management.register_merge(regclass, regclass, text);
CREATE OR REPLACE FUNCTION cdc_management.register_merge(
    p_target regclass, p_staging regclass, p_procedure text, p_key text[] DEFAULT NULL, p_large text[] DEFAULT '{}',
    p_hard_deletes boolean DEFAULT false, p_tenant_column text DEFAULT NULL, p_unchanged_large_values text DEFAULT 'placeholder'
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_schema text;
    v_table text;
    v_staging text;
    v_sequence text;
    v_active bigint;
    v_made boolean;
    v_before oid;
    v_empty boolean;
    v_ordinary text[];
BEGIN
    SELECT n.nspname, c.relname INTO STRICT v_schema, v_table
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = p_target;
    SELECT c.relname INTO STRICT v_staging FROM pg_class AS c WHERE c.oid = p_staging;
    IF pg_get_serial_sequence(p_staging::text, '__slot') IS NULL THEN
        v_sequence := format('%I.%I', v_schema, 'slot_' || p_staging::oid);
        EXECUTE format('CREATE SEQUENCE %s MINVALUE 0 OWNED BY %s."__slot"', v_sequence, p_staging);
        PERFORM setval(v_sequence::regclass, 0);
    END IF;
    v_sequence := pg_get_serial_sequence(p_staging::text, '__slot');
    IF NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = p_staging AND a.attname = '__slot' AND a.atthasdef) THEN
        EXECUTE format(
            'ALTER TABLE %s ALTER COLUMN "__slot" SET DEFAULT pg_sequence_last_value(%L::regclass)',
            p_staging, v_sequence
        );
    END IF;
    -- The default reads it as the writer, who needs no right but INSERT. Each time: a dump may leave grants out.
    EXECUTE format('GRANT SELECT ON SEQUENCE %s TO PUBLIC', v_sequence);
    -- The leaf that writers are sent to; more are made when they have to be sent elsewhere.
    v_active := pg_sequence_last_value(v_sequence::regclass);
    v_made := NOT EXISTS (SELECT FROM cdc_management.staging_leaves(p_staging) AS l WHERE l.slot = v_active);
    IF v_made THEN
        PERFORM cdc_management.add_staging_leaf(p_staging, v_active);
    END IF;
    IF NOT EXISTS (
        SELECT FROM pg_trigger AS g WHERE g.tgrelid = p_staging AND g.tgname = 'cdc_ring' AND g.tgenabled <> 'D'
    ) THEN
        EXECUTE format('CREATE OR REPLACE TRIGGER cdc_ring AFTER INSERT ON %s FOR EACH STATEMENT EXECUTE FUNCTION cdc_management.ring()', p_staging);
        INSERT INTO cdc_management.staging_bell (staging)  -- what was staged before there was a bell
        SELECT p_staging WHERE EXISTS (SELECT FROM cdc_management.staging_leaves(p_staging) AS l WHERE l.pages > 0);
    END IF;
    SELECT m.target_oid INTO v_before FROM cdc_management.merge_control AS m
    WHERE m.schema_name = v_schema AND m.table_name = v_table;
    IF v_before IS NOT NULL AND v_before <> p_target THEN
        -- Another relation under the old name. Restored from a dump it holds what was merged; made anew it is empty,
        -- and what the coverage says is not in it.
        EXECUTE format('SELECT NOT EXISTS (SELECT FROM %s)', p_target) INTO v_empty;
        IF v_empty THEN
            WITH gone AS (
                DELETE FROM cdc_management.offset_coverage AS c WHERE c.schema_name = v_schema AND c.table_name = v_table
                RETURNING c.coverage_id
            )
            DELETE FROM cdc_management.offset_segments AS s USING gone WHERE s.coverage_id = gone.coverage_id;
            DELETE FROM cdc_management.merge_tombstones AS t WHERE t.schema_name = v_schema AND t.table_name = v_table;
            IF to_regclass('cdc_management.initial_loads') IS NOT NULL THEN  -- while an older version is brought up to date it may not be
                DELETE FROM cdc_management.initial_loads AS l WHERE l.schema_name = v_schema AND l.table_name = v_table;
            END IF;
            PERFORM cdc_management.log_error(
                'warning', 'table_made_anew', v_schema, v_table, NULL,
                'the table was made anew and is empty: its coverage and first load were forgotten, consumers resume at the start', NULL
            );
        END IF;
    END IF;
    IF NOT p_hard_deletes THEN  -- what hard deletes left is known by the key of then (where they are hard, a plan rewrites it)
        DELETE FROM cdc_management.merge_tombstones AS t USING cdc_management.merge_control AS m
        WHERE (t.schema_name, t.table_name) = (v_schema, v_table) AND (m.schema_name, m.table_name) = (v_schema, v_table)
            AND m.key_columns IS DISTINCT FROM p_key;
    END IF;
    -- What is large no more has the fence of its row, also if it is large again one day; what no event told yet remains so.
    SELECT array_agg(l.name) INTO v_ordinary FROM cdc_management.merge_control AS m CROSS JOIN LATERAL unnest(m.large_columns) AS l (name)
    WHERE (m.schema_name, m.table_name) = (v_schema, v_table) AND l.name <> ALL (p_large)
        AND p_large <@ ARRAY(SELECT a.attname::text FROM pg_attribute AS a WHERE a.attrelid = p_target);  -- else a rename follows
    IF v_ordinary IS NOT NULL AND p_key IS NOT NULL THEN
        EXECUTE format('UPDATE %s SET "__fences" = (
            SELECT jsonb_object_agg(f.key, f.value) FROM jsonb_each("__fences") AS f WHERE f.key <> ALL ($1) OR f.value = ''false''
        ) WHERE "__fences" ?| $1', p_target) USING v_ordinary;
    END IF;
    INSERT INTO cdc_management.merge_control AS m (
        schema_name, table_name, staging_name, procedure_name, target_oid, key_columns, large_columns, hard_deletes, tenant_column,
        unchanged_large_values
    ) VALUES (
        v_schema, v_table, v_staging, p_procedure, p_target, p_key, p_large, p_hard_deletes, p_tenant_column, p_unchanged_large_values
    ) ON CONFLICT (schema_name, table_name) DO UPDATE
    SET staging_name = excluded.staging_name, procedure_name = excluded.procedure_name, target_oid = excluded.target_oid,
        key_columns = excluded.key_columns, large_columns = excluded.large_columns, hard_deletes = excluded.hard_deletes,
        tenant_column = excluded.tenant_column, unchanged_large_values = excluded.unchanged_large_values,
        newest_leaf = CASE WHEN v_made THEN v_active ELSE m.newest_leaf END,
        newest_leaf_xact = CASE WHEN v_made THEN pg_current_xact_id() ELSE m.newest_leaf_xact END,
        newest_leaf_waits = CASE WHEN v_made THEN NULL ELSE m.newest_leaf_waits END;
    IF p_key IS NOT NULL THEN
        EXECUTE format('REVOKE ALL ON PROCEDURE %I.%I(integer, numeric) FROM PUBLIC', v_schema, p_procedure);
        EXECUTE format('COMMENT ON PROCEDURE %I.%I(integer, numeric) IS %L', v_schema, p_procedure,
            format('Merges the change events of %s in batches, in the caller''s transaction', v_table));
    END IF;
    PERFORM cdc_management.check_staging_epoch();
END
$cdc$;
COMMENT ON FUNCTION cdc_management.register_merge IS 'Makes a relation''s merge known and its staging writable; may be repeated.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
