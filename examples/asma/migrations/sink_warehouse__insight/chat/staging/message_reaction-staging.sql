-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_reaction of AsmaChatTest, service chat
-- target: message_reaction in each tenant's schema, sink_warehouse.insight
-- sha256: 20b141e2e34e5ebc133645322386b7cb0307988d2b39082349f011d3384e1891

CREATE TABLE {{SCHEMA}}."stg_message_reaction" (
    "customer_id" uuid,
    "message_id" bigint,
    "user_id" integer,
    "emoji" text,
    "reacted_at" timestamp,
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

COMMENT ON TABLE {{SCHEMA}}."stg_message_reaction" IS 'Change events of dbo.message_reaction waiting for their merge';
