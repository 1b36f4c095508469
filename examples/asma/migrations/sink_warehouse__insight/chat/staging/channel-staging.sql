-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.channel of AsmaChatTest, service chat
-- target: channel in each tenant's schema, sink_warehouse.insight
-- sha256: bad2307a1165208fea2eaaf535c16ba6eec51c10c96f37b438d7e28725cc5959

CREATE TABLE {{SCHEMA}}."stg_channel" (
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
    "name" text,
    "topic" text,
    "kind" text,
    "created_by" integer,
    "created_at" timestamptz,
    "archived_at" timestamptz
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_channel" IS 'Change events of dbo.channel waiting for their merge';
