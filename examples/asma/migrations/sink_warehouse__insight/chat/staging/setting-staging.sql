-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.setting of AsmaChatTest, service chat
-- target: setting in each tenant's schema, sink_warehouse.insight
-- sha256: d2156a8837e4c4cb2b02365fa39a409353109def50fd77ce1d40a1b00ff82b57

CREATE TABLE {{SCHEMA}}."stg_setting" (
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
    "__slot" bigint,
    "customer_id" uuid,
    "retention_days" integer,
    "allow_files" boolean,
    "max_file_bytes" bigint,
    "banned_words" text
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_setting" IS 'Change events of dbo.setting waiting for their merge';
