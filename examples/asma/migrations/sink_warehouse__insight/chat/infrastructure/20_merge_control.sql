-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- target: cdc_management, once per database
-- sha256: ea01c5ec95342b74cffad95a9ee1d10b1047e7cec68e7b25b4d157aac48635c5

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
    quick_batches bigint NOT NULL DEFAULT 0,
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
COMMENT ON TABLE cdc_management.merge_control IS 'One row for each relation that has a merge: settings and totals.';
COMMENT ON COLUMN cdc_management.merge_control.source_incarnation IS
    'the first part of the fence: raised by new_source_incarnation() when the LSNs of the source start anew';
COMMENT ON COLUMN cdc_management.merge_control.quick_batches IS
    'of these, batches of plain events from a leaf that writers had left: merged without classifying row by row';
COMMENT ON COLUMN cdc_management.merge_control.rotate_bytes IS
    'writers are sent to an empty leaf of the staging table once the present one is as large';
COMMENT ON COLUMN cdc_management.merge_control.unavailable_value IS
    'what the connector sends for a large value that did not change (Debezium: unavailable.value.placeholder)';

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
COMMENT ON TABLE cdc_management.merge_rejects IS
    'Staged rows that could not be merged. They may hold personal data: granted to nobody by default.';
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
COMMENT ON TABLE cdc_management.merge_tombstones IS
    'Fences of rows removed by «deletes: hard»: an older event does not bring them back.';
COMMENT ON COLUMN cdc_management.merge_tombstones.key IS 'the key''s values as text, in a JSON array';

-- One expression, without settings of its own, so that the planner puts it in place: a function with a type for every table
-- would leave a plan per table in each session, and every CREATE TABLE after that looks through all of them.
CREATE OR REPLACE FUNCTION cdc_management.relation_of(p_row anyelement) RETURNS regclass
LANGUAGE sql STABLE AS $cdc$
    SELECT pg_catalog.pg_typeof(p_row)::pg_catalog.text::pg_catalog.regclass
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.relation_of(anyelement) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.relation_of(anyelement) IS
    'The relation of a row: relation_of(NULL::"schema"."table") finds it by its identifiers, not by text.';

CREATE OR REPLACE FUNCTION cdc_management.worth_a_walk(p_target regclass, p_key text, p_rows bigint, p_pages bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
    SELECT CASE WHEN p_rows >= 1000 THEN EXISTS (
        SELECT FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        JOIN pg_stats AS s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = p_key AND NOT s.inherited
        WHERE c.oid = p_target AND abs(s.correlation) > 0.9
            AND 2 * p_rows >= c.reltuples AND 2 * p_pages * current_setting('block_size')::bigint >= pg_relation_size(c.oid)
    ) ELSE false END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.worth_a_walk(regclass, text, bigint, bigint) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.worth_a_walk(regclass, text, bigint, bigint) IS
    'Whether a walk along a table''s key costs a batch less than a look for each row: as many rows as half the table''s, which lies in that order.';

CREATE OR REPLACE FUNCTION cdc_management.odd_batch() RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    RAISE SQLSTATE 'CDC02';
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.odd_batch() FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.odd_batch() IS
    'Ends a statement of a merge that met what it cannot judge; the batch is merged in another way.';

CREATE OR REPLACE FUNCTION cdc_management.fence_after(p_fence text, p_other text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $cdc$
    -- «incarnation|lsn|ts|streamed|topic|partition|offset|seq»; «false» and none are below every fence
    SELECT CASE
        WHEN p_fence IS NULL THEN false
        WHEN coalesce(p_other, 'false') = 'false' THEN true
        ELSE (
            SELECT CASE
                WHEN a.inc <> b.inc THEN a.inc > b.inc
                WHEN a.lsn <> b.lsn THEN a.lsn > b.lsn
                WHEN a.lsn = '' AND a.ts <> b.ts THEN a.ts > b.ts
                WHEN a.streamed <> b.streamed THEN a.streamed
                WHEN a.ts <> b.ts THEN a.ts > b.ts
                WHEN a.topic = b.topic AND a.part = b.part AND a.off <> b.off THEN a.off > b.off
                WHEN a.topic = b.topic AND a.part = b.part THEN a.bare
                ELSE (a.seq, a.off, a.topic, a.part) > (b.seq, b.off, b.topic, b.part)
            END
            FROM
                (
                    SELECT f[1]::bigint AS inc, f[2] COLLATE "C" AS lsn, coalesce(nullif(f[3], '')::bigint, -9223372036854775808) AS ts,
                        f[4]::boolean AS streamed, coalesce(nullif(f[5], '')::bigint, -9223372036854775808) AS topic,
                        coalesce(nullif(f[6], '')::bigint, -1) AS part, coalesce(nullif(f[7], '')::bigint, -1) AS off,
                        array_to_string(f[8:], '|') COLLATE "C" AS seq, f[2] || f[3] || f[7] = '' AS bare
                    FROM (SELECT string_to_array(p_fence, '|')) AS v (f)
                ) AS a,
                (
                    SELECT f[1]::bigint AS inc, f[2] COLLATE "C" AS lsn, coalesce(nullif(f[3], '')::bigint, -9223372036854775808) AS ts,
                        f[4]::boolean AS streamed, coalesce(nullif(f[5], '')::bigint, -9223372036854775808) AS topic,
                        coalesce(nullif(f[6], '')::bigint, -1) AS part, coalesce(nullif(f[7], '')::bigint, -1) AS off,
                        array_to_string(f[8:], '|') COLLATE "C" AS seq, f[2] || f[3] || f[7] = '' AS bare
                    FROM (SELECT string_to_array(p_other, '|')) AS v (f)
                ) AS b
        )
    END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.fence_after(text, text) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.fence_after(text, text) IS
    'Whether an event comes after another. A fence is «incarnation|lsn|ts|streamed|topic|partition|offset|seq».';
