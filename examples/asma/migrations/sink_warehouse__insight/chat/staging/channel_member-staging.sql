-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.channel_member of AsmaChatTest, service chat
-- target: channel_member in each tenant's schema, sink_warehouse.insight
-- sha256: 1e20515ce0b887c22bc83a2e22c59fa894afc42a519d2d6f9e40c8b7caaf8cb4

CREATE TABLE {{SCHEMA}}."stg_channel_member" (
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
    "is_admin" boolean,
    "muted_until" timestamptz,
    "joined_at" timestamptz
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_channel_member" IS 'Change events of dbo.channel_member waiting for their merge';
