-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_attachment of AsmaChatTest, service chat
-- target: message_attachment in each tenant's schema, sink_warehouse.insight
-- sha256: a287d1d5f84dfe91a0e87c37d2eaa19af47627ac267958df6a02fe6d7b3f41e9

CREATE TABLE {{SCHEMA}}."stg_message_attachment" (
    "customer_id" uuid,
    "attachment_id" bigint,
    "message_id" bigint,
    "file_name" text,
    "media_type" text,
    "byte_count" bigint,
    "sha256" bytea,
    "thumbnail" bytea,
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

COMMENT ON TABLE {{SCHEMA}}."stg_message_attachment" IS 'Change events of dbo.message_attachment waiting for their merge';
