-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.channel of AsmaChatTest, service chat
-- target: channel in each tenant's schema, sink_warehouse.insight
-- sha256: ea9d1072978663c50eaf4d6e030ccb22355d7668fa4573458bbc4d10472b8a14

CREATE TABLE {{SCHEMA}}."stg_channel" (
    "customer_id" uuid,
    "channel_id" uuid,
    "name" text,
    "topic" text,
    "kind" text,
    "created_by" integer,
    "created_at" timestamptz,
    "archived_at" timestamptz,
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

COMMENT ON TABLE {{SCHEMA}}."stg_channel" IS 'Change events of dbo.channel waiting for their merge';
