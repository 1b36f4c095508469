-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message of AsmaChatTest, service chat
-- target: message in each tenant's schema, sink_warehouse.insight
-- sha256: fda4f121dc27680245b659d976784808f5a0dfc8f8990870a9926b9da91ae45b

CREATE TABLE {{SCHEMA}}."stg_message" (
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
    "message_id" bigint,
    "customer_id" uuid,
    "channel_id" uuid,
    "sender_id" integer,
    "reply_to" bigint,
    "body" text,
    "body_format" smallint,
    "sent_at" timestamp,
    "edited_at" timestamp,
    "metadata" text
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_message" IS 'Change events of dbo.message waiting for their merge';
