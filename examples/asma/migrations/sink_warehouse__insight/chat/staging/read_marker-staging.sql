-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.read_marker of AsmaChatTest, service chat
-- target: read_marker in each tenant's schema, sink_warehouse.insight
-- sha256: 0b17b2385efe9d4ba43a621cf0cf6ec269920f441ce27893c8c5d083ac79b5ce

CREATE TABLE {{SCHEMA}}."stg_read_marker" (
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
    "channel_id" uuid,
    "user_id" integer,
    "last_read_id" bigint,
    "read_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_read_marker" IS 'Change events of dbo.read_marker waiting for their merge';
