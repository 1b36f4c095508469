-- DO NOT EDIT: made by cdc-assets.
-- sha256: 78a4d314be6c47100a4575fa6f1633d45d51683333dea37f738528086302297e

-- What the files of tables are made with. Made anew whenever it changes: it holds no rows, and nothing depends on it.
DROP TABLE IF EXISTS cdc_management.final_columns;
CREATE TABLE cdc_management.final_columns (
    "__sync_timestamp" timestamptz DEFAULT now(),
    "__source" text,
    "__source_ts_ms" bigint,
    "__operation" text,
    "__deleted" boolean DEFAULT false NOT NULL,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__topic" integer,
    "__incarnation" integer,
    "__fences" jsonb
);
COMMENT ON TABLE cdc_management.final_columns IS 'The columns that a final table has beside its data. Never holds a row.';
COMMENT ON COLUMN cdc_management.final_columns."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN cdc_management.final_columns."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN cdc_management.final_columns."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN cdc_management.final_columns."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN cdc_management.final_columns."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN cdc_management.final_columns."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN cdc_management.final_columns."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN cdc_management.final_columns."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN cdc_management.final_columns."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN cdc_management.final_columns."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN cdc_management.final_columns."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN cdc_management.final_columns."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';

DROP TABLE IF EXISTS cdc_management.staging_columns;
CREATE TABLE cdc_management.staging_columns (
    "__operation" text,
    "__source_ts_ms" bigint,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__source" text,
    "__kafka_topic" text,
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__kafka_timestamp" timestamptz,
    "__staged_at" timestamptz DEFAULT clock_timestamp(),
    "__reject_id" bigint,
    "__slot" bigint
);
COMMENT ON TABLE cdc_management.staging_columns IS 'The columns that a staging table has beside its data. Never holds a row.';

CREATE OR REPLACE FUNCTION cdc_management.comment_on(p_relation regclass, p_comments json) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_of record;
BEGIN
    FOR v_of IN SELECT key, value FROM json_each_text(p_comments) LOOP
        IF v_of.key = '' THEN
            EXECUTE format('COMMENT ON TABLE %s IS %L', p_relation, v_of.value);
        ELSE
            EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', p_relation, v_of.key, v_of.value);
        END IF;
    END LOOP;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.comment_on IS 'Comments a table and its columns: {"": "comment", "column": "comment"}.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
