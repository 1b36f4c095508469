-- DO NOT EDIT: made by cdc-assets.
-- sha256: adb92485ee837877d73053ef1ead4cb9b8e3db2f5784b2e9283780c087e6d77a

CREATE TABLE IF NOT EXISTS cdc_management.merge_control (
    schema_name text NOT NULL,
    table_name text NOT NULL,
    staging_name text NOT NULL,
    procedure_name text NOT NULL,
    target_oid oid,
    enabled boolean NOT NULL DEFAULT true,
    source_incarnation integer NOT NULL DEFAULT 0,
    unavailable_value text NOT NULL DEFAULT '__debezium_unavailable_value',
    registered_at timestamptz NOT NULL DEFAULT now(),
    last_merge_at timestamptz,
    last_duration_ms bigint,
    last_error_at timestamptz,
    batches bigint NOT NULL DEFAULT 0,
    rows_taken bigint NOT NULL DEFAULT 0,
    rows_applied bigint NOT NULL DEFAULT 0,
    rows_superseded bigint NOT NULL DEFAULT 0,
    rows_stale bigint NOT NULL DEFAULT 0,
    rows_rejected bigint NOT NULL DEFAULT 0,
    rows_without_lsn bigint NOT NULL DEFAULT 0,
    rows_without_position bigint NOT NULL DEFAULT 0,
    fence_regressions bigint NOT NULL DEFAULT 0,
    last_fence_regression_at timestamptz,
    rotate_bytes bigint NOT NULL DEFAULT 262144,
    newest_leaf bigint,
    newest_leaf_xact xid8,
    newest_leaf_waits text[],
    PRIMARY KEY (schema_name, table_name)
);
-- What is particular to a relation: its merge is made from this and from the catalog. NULL keys: it has a procedure of its own.
ALTER TABLE cdc_management.merge_control
    ADD COLUMN IF NOT EXISTS key_columns text[],
    ADD COLUMN IF NOT EXISTS large_columns text[] NOT NULL DEFAULT '{}',
    ADD COLUMN IF NOT EXISTS hard_deletes boolean NOT NULL DEFAULT false,
    ADD COLUMN IF NOT EXISTS tenant_column text,
    ADD COLUMN IF NOT EXISTS unchanged_large_values text NOT NULL DEFAULT 'placeholder',
    ADD COLUMN IF NOT EXISTS large_values_nulled bigint NOT NULL DEFAULT 0;
COMMENT ON TABLE cdc_management.merge_control IS 'One row for each relation that has a merge: settings and totals.';
COMMENT ON COLUMN cdc_management.merge_control.key_columns IS 'what tells rows apart; empty: every event is a row of its own';
COMMENT ON COLUMN cdc_management.merge_control.large_columns IS 'columns that the connector may leave out of an update';
COMMENT ON COLUMN cdc_management.merge_control.tenant_column IS 'where topics are per tenant and the relation is shared: whose offset it is';
COMMENT ON COLUMN cdc_management.merge_control.unchanged_large_values IS 'how ''unchanged'' is said: placeholder, null, or both';
COMMENT ON COLUMN cdc_management.merge_control.large_values_nulled IS 'large values that updates set to NULL: ''unchanged'', maybe';
COMMENT ON COLUMN cdc_management.merge_control.source_incarnation IS 'first part of the fence: see new_source_incarnation()';
COMMENT ON COLUMN cdc_management.merge_control.rotate_bytes IS 'writers are sent to an empty leaf once theirs is as large';
COMMENT ON COLUMN cdc_management.merge_control.unavailable_value IS 'Debezium''s unavailable.value.placeholder';

CREATE TABLE IF NOT EXISTS cdc_management.error_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    severity text NOT NULL CHECK (severity IN ('warning', 'error')),
    kind text NOT NULL,
    schema_name text,
    table_name text,
    sqlstate text,
    message text NOT NULL,
    context text
);
CREATE INDEX IF NOT EXISTS error_log_by_time ON cdc_management.error_log (occurred_at);
COMMENT ON TABLE cdc_management.error_log IS 'Merges that failed and what was seen while merging (fence_regression, staging_lost).';

CREATE TABLE IF NOT EXISTS cdc_management.merge_rejects (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rejected_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    schema_name text NOT NULL,
    table_name text NOT NULL,
    reason text NOT NULL,
    row_data jsonb NOT NULL,
    kafka_topic text,
    kafka_partition integer,
    kafka_offset bigint,
    replays_id bigint,
    replayed_at timestamptz,
    merged_at timestamptz
);
CREATE INDEX IF NOT EXISTS merge_rejects_replayed
    ON cdc_management.merge_rejects (schema_name, table_name) WHERE replayed_at IS NOT NULL AND merged_at IS NULL;
CREATE INDEX IF NOT EXISTS merge_rejects_open
    ON cdc_management.merge_rejects (schema_name, table_name, id) WHERE replayed_at IS NULL;
COMMENT ON TABLE cdc_management.merge_rejects IS 'Staged rows that could not be merged. They may hold personal data: granted to nobody.';
COMMENT ON COLUMN cdc_management.merge_rejects.row_data IS 'the staged row, each value as text';
COMMENT ON COLUMN cdc_management.merge_rejects.replayed_at IS 'when it was put into staging again; NULL again when a crash emptied that';
COMMENT ON COLUMN cdc_management.merge_rejects.merged_at IS 'when a merge took the replayed row out of staging';
COMMENT ON COLUMN cdc_management.merge_rejects.replays_id IS 'the earlier reject that was replayed and rejected again';
REVOKE ALL ON cdc_management.merge_rejects FROM PUBLIC;

CREATE TABLE IF NOT EXISTS cdc_management.merge_tombstones (
    schema_name text NOT NULL,
    table_name text NOT NULL,
    key text NOT NULL,
    source_incarnation integer NOT NULL,
    lsn text COLLATE "C",
    source_ts_ms bigint,
    seq_val text COLLATE "C",
    topic integer,
    kafka_partition integer,
    kafka_offset bigint,
    deleted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (schema_name, table_name, key)
);
ALTER TABLE cdc_management.merge_tombstones ADD COLUMN IF NOT EXISTS streamed boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN cdc_management.merge_tombstones.streamed IS 'false: a re-read did not find the key';
COMMENT ON TABLE cdc_management.merge_tombstones IS 'Fences of rows removed by `deletes: hard`: an older event does not bring them back.';
COMMENT ON COLUMN cdc_management.merge_tombstones.key IS 'the key''s values as text, in a JSON array';

-- One expression, without settings of its own, so that the planner puts it in place: a function with a type for every table
-- would leave a plan per table in each session, and every CREATE TABLE after that looks through all of them.
CREATE OR REPLACE FUNCTION cdc_management.relation_of(p_row anyelement) RETURNS regclass
LANGUAGE sql STABLE AS $cdc$
    SELECT pg_catalog.pg_typeof(p_row)::pg_catalog.text::pg_catalog.regclass
$cdc$;
COMMENT ON FUNCTION cdc_management.relation_of IS 'The relation of a row: NULL::"schema"."table" names it by its identifiers.';

CREATE OR REPLACE FUNCTION cdc_management.cut_second(p_moment text, p_digits integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    -- what most are, at a fifth of the price; merges read what has no zone in UTC
    WHEN substr(p_moment, 20, 1) = '.' AND ltrim(substr(p_moment, 21), '0123456789') IN ('', 'Z')
        THEN left(p_moment, CASE p_digits WHEN 0 THEN 19 ELSE 20 + p_digits END)
    ELSE regexp_replace(p_moment, CASE p_digits WHEN 0 THEN '(:\d\d)\.\d+' ELSE '(:\d\d\.\d{' || p_digits::text || '})\d+' END, '\1')
END;
COMMENT ON FUNCTION cdc_management.cut_second IS 'A moment as text with so many digits of a second at most: a cast would round them.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
