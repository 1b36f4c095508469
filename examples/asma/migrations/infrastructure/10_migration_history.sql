-- DO NOT EDIT: made by cdc-assets.
-- sha256: 694b859ce921dd84fdea9ac35192daa1581aad2e97ba1dcf96227e6abefcc624

CREATE SCHEMA IF NOT EXISTS cdc_management;

CREATE TABLE IF NOT EXISTS cdc_management.migration_text (
    checksum text PRIMARY KEY,
    body text NOT NULL,
    first_used timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE cdc_management.migration_text IS 'SQL that was applied, once per content, with a placeholder for the quoted schema name.';
COMMENT ON COLUMN cdc_management.migration_text.checksum IS 'SHA-256 of body, hex';

CREATE TABLE IF NOT EXISTS cdc_management.migration_history (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id text NOT NULL,
    sink text NOT NULL,
    schema_name text NOT NULL,
    unit text NOT NULL,
    kind text NOT NULL,
    object_name text NOT NULL,
    file text NOT NULL,
    checksum text NOT NULL,
    inverse text,
    status text NOT NULL CHECK (status IN ('running', 'applied', 'failed', 'interrupted')),
    error text,
    sqlstate text,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    applied_by text NOT NULL DEFAULT session_user
);
ALTER TABLE cdc_management.migration_history
    ADD COLUMN IF NOT EXISTS losses jsonb, ADD COLUMN IF NOT EXISTS replaces bigint;
CREATE INDEX IF NOT EXISTS migration_history_by_object
    ON cdc_management.migration_history (schema_name, object_name, id);
CREATE INDEX IF NOT EXISTS migration_history_by_unit ON cdc_management.migration_history (schema_name, unit, id);
CREATE INDEX IF NOT EXISTS migration_history_failed
    ON cdc_management.migration_history (id) WHERE status IN ('failed', 'interrupted');
COMMENT ON TABLE cdc_management.migration_history IS
    'Every file that was applied or tried. A row `applied` was committed together with what it tells of.';
COMMENT ON COLUMN cdc_management.migration_history.schema_name IS 'target schema; empty: the whole database';
COMMENT ON COLUMN cdc_management.migration_history.unit IS 'what was applied in the same transaction (a table with its staging and procedure)';
COMMENT ON COLUMN cdc_management.migration_history.checksum IS 'of the SQL, in cdc_management.migration_text';
COMMENT ON COLUMN cdc_management.migration_history.inverse IS 'what would undo it; never executed by itself';
COMMENT ON COLUMN cdc_management.migration_history.losses IS 'whose values the inverse loses: [relation, column, condition for rows] each';
COMMENT ON COLUMN cdc_management.migration_history.replaces IS 'row of what was there before the change; 0: none is known';

CREATE TABLE IF NOT EXISTS cdc_management.applied_schema (
    schema_name text NOT NULL,
    kind text NOT NULL,
    object_name text NOT NULL,
    sink text NOT NULL,
    file text NOT NULL,
    checksum text NOT NULL,
    history_id bigint NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (schema_name, kind, object_name)
);
COMMENT ON TABLE cdc_management.applied_schema IS 'What is in place now: the last applied state of each object.';
COMMENT ON COLUMN cdc_management.applied_schema.history_id IS 'the row of cdc_management.migration_history that made it so';

CREATE OR REPLACE VIEW cdc_management.v_migration_history AS
SELECT h.id, h.run_id, h.sink, h.schema_name, h.unit, h.kind, h.object_name, h.file, h.checksum,
    h.status, h.error, h.sqlstate, h.started_at, h.finished_at, h.applied_by,
    replace(t.body, '{' || '{SCHEMA}}', quote_ident(h.schema_name)) AS statements,
    h.inverse
FROM cdc_management.migration_history AS h
LEFT JOIN cdc_management.migration_text AS t USING (checksum);
COMMENT ON VIEW cdc_management.v_migration_history IS 'migration_history with the SQL as it was executed in each schema.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
