-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message of AsmaChatTest, service chat
-- target: message in each tenant's schema, sink_warehouse.insight
-- sha256: 2f2a2717ccbf155cf19d0753e43b0013228e60a9fb60401dde06b9bfabff5550

CREATE TABLE {{SCHEMA}}."stg_message" (
    "message_id" bigint,
    "customer_id" uuid,
    "channel_id" uuid,
    "sender_id" integer,
    "reply_to" bigint,
    "body" text,
    "body_format" smallint,
    "sent_at" timestamp,
    "edited_at" timestamp,
    "metadata" text,
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

COMMENT ON TABLE {{SCHEMA}}."stg_message" IS 'Change events of dbo.message waiting for their merge';
