-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_reaction of AsmaChatTest, service chat
-- target: message_reaction in each tenant's schema, sink_warehouse.insight
-- sha256: 4afec0a2b6318549219c7b14a0468cceca9ad66546decd480b69ff4eead05631

CREATE TABLE {{SCHEMA}}."stg_message_reaction" (
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
    "message_id" bigint,
    "user_id" integer,
    "emoji" text,
    "reacted_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_message_reaction" IS 'Change events of dbo.message_reaction waiting for their merge';
