-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.channel_member of AsmaChatTest, service chat
-- target: channel_member in each tenant's schema, sink_warehouse.insight
-- sha256: 039ab67b898ffc00ab4b02db3618f8c1a1d970f5027ea14d7c95c4a2c4988d19

CREATE TABLE {{SCHEMA}}."stg_channel_member" (
    "customer_id" uuid,
    "channel_id" uuid,
    "user_id" integer,
    "is_admin" boolean,
    "muted_until" timestamptz,
    "joined_at" timestamptz,
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

COMMENT ON TABLE {{SCHEMA}}."stg_channel_member" IS 'Change events of dbo.channel_member waiting for their merge';
