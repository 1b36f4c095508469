-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.setting of AsmaChatTest, service chat
-- target: setting in each tenant's schema, sink_warehouse.insight
-- sha256: 8428e3ae1a76eb5b61a06bfcee73c707eec40f0b77d3c9f6c326dd7f51c62732

CREATE TABLE {{SCHEMA}}."stg_setting" (
    "customer_id" uuid,
    "retention_days" integer,
    "allow_files" boolean,
    "max_file_bytes" bigint,
    "banned_words" text,
    "__operation" text,
    "__source_ts_ms" bigint,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__source" text,
    "__kafka_topic" text,
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__kafka_timestamp" timestamptz,
    "__staged_at" timestamptz DEFAULT now(),
    "__reject_id" bigint,
    "__slot" bigint
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_setting" IS 'Change events of dbo.setting waiting for their merge';
