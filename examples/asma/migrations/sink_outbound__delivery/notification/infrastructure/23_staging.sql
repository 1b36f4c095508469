-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- target: cdc_management, once per database
-- sha256: 269ce963b966519db8d223cb82626fd917be290c2f179ad3eb81ac5941e91c66

CREATE SCHEMA IF NOT EXISTS cdc_staging;
COMMENT ON SCHEMA cdc_staging IS 'The UNLOGGED leaves of the staging tables: made, drained and truncated by the merges.';

CREATE TABLE IF NOT EXISTS cdc_management.staging_epochs (
    epoch uuid PRIMARY KEY,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    lost_at timestamptz,
    acknowledged_at timestamptz
);
CREATE UNLOGGED TABLE IF NOT EXISTS cdc_management.staging_epoch (epoch uuid PRIMARY KEY);
COMMENT ON TABLE cdc_management.staging_epochs IS
    'Since when staging has survived; lost_at: when it was seen that a crash or a promotion had emptied it.';
COMMENT ON TABLE cdc_management.staging_epoch IS
    'Emptied together with every other UNLOGGED table: without the present epoch, staged rows were lost.';

CREATE OR REPLACE FUNCTION cdc_management.check_staging_epoch() RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_epoch uuid;
BEGIN
    IF EXISTS (
        SELECT FROM cdc_management.staging_epoch AS u
        JOIN cdc_management.staging_epochs AS e USING (epoch) WHERE e.lost_at IS NULL
    ) THEN
        RETURN true;
    END IF;
    -- Several mergers may see it at once: one of them writes it down.
    IF NOT pg_try_advisory_xact_lock(hashtext('cdc_management.staging_epoch'), 0) THEN
        RETURN false;
    END IF;
    UPDATE cdc_management.staging_epochs SET lost_at = clock_timestamp() WHERE lost_at IS NULL;
    IF FOUND THEN
        INSERT INTO cdc_management.error_log (severity, kind, message)
        VALUES ('error', 'staging_lost', 'UNLOGGED staging was emptied by a crash or a promotion: see v_staging_lost');
    END IF;
    INSERT INTO cdc_management.staging_epochs (epoch) VALUES (gen_random_uuid()) RETURNING epoch INTO v_epoch;
    DELETE FROM cdc_management.staging_epoch;
    INSERT INTO cdc_management.staging_epoch VALUES (v_epoch);
    RETURN false;
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.check_staging_epoch() FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.check_staging_epoch() IS
    'Whether staging has survived since it was last asked; if not, writes the loss down and starts a new epoch.';

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
REVOKE ALL ON FUNCTION cdc_management.acknowledge_staging_loss() FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.acknowledge_staging_loss() IS
    'Consumers were set back to the resume offsets: the losses known so far leave v_staging_lost.';

CREATE OR REPLACE FUNCTION cdc_management.staging_leaves(p_staging regclass)
RETURNS TABLE (slot bigint, leaf regclass, pages bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
    SELECT (regexp_match(pg_get_expr(c.relpartbound, c.oid), '\d+'))[1]::bigint, c.oid::regclass,
        pg_relation_size(c.oid) / current_setting('block_size')::bigint
    FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
    WHERE i.inhparent = p_staging
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.staging_leaves(regclass) FROM PUBLIC;

CREATE OR REPLACE FUNCTION cdc_management.add_staging_leaf(p_staging regclass, p_slot bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_name text;
BEGIN
    SELECT n.nspname || '.' || c.relname INTO STRICT v_name
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = p_staging;
    WHILE octet_length(v_name) > 52 LOOP
        v_name := left(v_name, -1);
    END LOOP;
    v_name := v_name || '_' || p_slot || '_' || left(gen_random_uuid()::text, 8);
    EXECUTE format('CREATE UNLOGGED TABLE cdc_staging.%I (LIKE %s)', v_name, p_staging);
    -- SHARE UPDATE EXCLUSIVE on the staging table: writers go on
    EXECUTE format('ALTER TABLE %s ATTACH PARTITION cdc_staging.%I FOR VALUES IN (%s)', p_staging, v_name, p_slot);
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.add_staging_leaf(regclass, bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION cdc_management.truncate_drained(p_staging regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_active bigint := pg_sequence_last_value(pg_get_serial_sequence(p_staging::text, '__slot')::regclass);
    v_leaf record;
    v_rows boolean;
BEGIN
    FOR v_leaf IN
        SELECT l.* FROM cdc_management.staging_leaves(p_staging) AS l WHERE l.pages > 0 AND l.slot <> v_active
    LOOP
        BEGIN
            -- No writer starts on a leaf that is not active; those that wrote to it before hold their lock until
            -- they end, so that NOWAIT succeeds when, and only when, nothing can arrive here any more.
            EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE NOWAIT', v_leaf.leaf);
            EXECUTE format('SELECT EXISTS (SELECT FROM %s)', v_leaf.leaf) INTO v_rows;
            IF v_rows THEN
                RAISE lock_not_available;
            END IF;
            EXECUTE format('TRUNCATE TABLE ONLY %s', v_leaf.leaf);
        EXCEPTION WHEN lock_not_available OR object_in_use THEN
            NULL;  -- the lock is released with the subtransaction; the next merge tries again
        END;
    END LOOP;
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.truncate_drained(regclass) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.truncate_drained(regclass) IS
    'Truncates the leaves that writers have left and merges have drained, without ever waiting.';

CREATE OR REPLACE FUNCTION cdc_management.rotate_staging(
    p_schema text, p_table text, p_staging regclass, p_min_bytes bigint DEFAULT 262144
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    c_leaves CONSTANT bigint := 4;
    v_sequence regclass := pg_get_serial_sequence(p_staging::text, '__slot')::regclass;
    v_active bigint := pg_sequence_last_value(v_sequence);
    v_free bigint;
    v_new bigint;
BEGIN
    IF NOT EXISTS (
        SELECT FROM cdc_management.staging_leaves(p_staging) AS l
        WHERE l.slot = v_active AND l.pages * current_setting('block_size')::bigint >= p_min_bytes
    ) THEN
        RETURN;
    END IF;
    PERFORM cdc_management.truncate_drained(p_staging);
    -- A leaf that this very transaction attached does not exist for writers yet.
    SELECT min(l.slot) INTO v_free
    FROM cdc_management.staging_leaves(p_staging) AS l
    JOIN cdc_management.merge_control AS m ON m.schema_name = p_schema AND m.table_name = p_table
    WHERE l.pages = 0 AND l.slot <> v_active
        AND (l.slot, pg_current_xact_id_if_assigned()) IS DISTINCT FROM (m.newest_leaf, m.newest_leaf_xact);
    IF v_free IS NOT NULL THEN
        PERFORM setval(v_sequence, v_free);
        RETURN;
    END IF;
    SELECT min(s.slot) INTO v_new FROM generate_series(0, c_leaves - 1) AS s (slot)
    WHERE NOT EXISTS (SELECT FROM cdc_management.staging_leaves(p_staging) AS l WHERE l.slot = s.slot);
    IF v_new IS NOT NULL THEN
        PERFORM cdc_management.add_staging_leaf(p_staging, v_new);
        UPDATE cdc_management.merge_control
        SET newest_leaf = v_new, newest_leaf_xact = pg_current_xact_id()
        WHERE schema_name = p_schema AND table_name = p_table;
    END IF;
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.rotate_staging(text, text, regclass, bigint) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.rotate_staging(text, text, regclass, bigint) IS
    'Sends writers to an empty leaf once the present one has grown, so that it can be drained and truncated.';

CREATE OR REPLACE FUNCTION cdc_management.register_merge(
    p_target regclass, p_staging regclass, p_procedure text
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_schema text;
    v_table text;
    v_staging text;
    v_sequence text;
BEGIN
    SELECT n.nspname, c.relname INTO STRICT v_schema, v_table
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = p_target;
    SELECT c.relname INTO STRICT v_staging FROM pg_class AS c WHERE c.oid = p_staging;
    IF pg_get_serial_sequence(p_staging::text, '__slot') IS NULL THEN
        v_sequence := format('%I.%I', v_schema, 'slot_' || p_staging::oid);
        EXECUTE format('CREATE SEQUENCE %s MINVALUE 0 OWNED BY %s."__slot"', v_sequence, p_staging);
        PERFORM setval(v_sequence::regclass, 0);
        -- The default below reads it as the writer, who needs no right but INSERT on the staging table.
        EXECUTE format('GRANT SELECT ON SEQUENCE %s TO PUBLIC', v_sequence);
        EXECUTE format(
            'ALTER TABLE %s ALTER COLUMN "__slot" SET DEFAULT pg_sequence_last_value(%L::regclass)',
            p_staging, v_sequence
        );
    END IF;
    IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = p_staging) THEN
        PERFORM cdc_management.add_staging_leaf(p_staging, 0);
    END IF;
    INSERT INTO cdc_management.merge_control (schema_name, table_name, staging_name, procedure_name)
    VALUES (v_schema, v_table, v_staging, p_procedure)
    ON CONFLICT (schema_name, table_name) DO UPDATE
    SET staging_name = excluded.staging_name, procedure_name = excluded.procedure_name;
    PERFORM cdc_management.check_staging_epoch();
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.register_merge(regclass, regclass, text) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.register_merge(regclass, regclass, text) IS
    'Makes a relation''s merge known and its staging table writable; harmless when repeated.';
