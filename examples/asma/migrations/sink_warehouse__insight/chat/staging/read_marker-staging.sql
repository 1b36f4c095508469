-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.read_marker of AsmaChatTest, service chat
-- target: read_marker in each tenant's schema, sink_warehouse.insight
-- sha256: 16a3a14a21a8bf357839f154c9341bd6fc6d18c91955ba124a9eff3918332372

CREATE TABLE {{SCHEMA}}."stg_read_marker" (
    "customer_id" uuid,
    "channel_id" uuid,
    "user_id" integer,
    "last_read_id" bigint,
    "read_at" timestamp,
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

COMMENT ON TABLE {{SCHEMA}}."stg_read_marker" IS 'Change events of dbo.read_marker waiting for their merge';
