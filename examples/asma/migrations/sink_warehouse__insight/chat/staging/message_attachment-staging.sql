-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_attachment of AsmaChatTest, service chat
-- target: message_attachment in each tenant's schema, sink_warehouse.insight
-- sha256: ff44184517a044615da98f6f304af76baa071cad931fe0b7a8efba0f996221f4

CREATE TABLE {{SCHEMA}}."stg_message_attachment" (
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
    "attachment_id" bigint,
    "message_id" bigint,
    "file_name" text,
    "media_type" text,
    "byte_count" bigint,
    "sha256" bytea,
    "thumbnail" bytea
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_message_attachment" IS 'Change events of dbo.message_attachment waiting for their merge';
