-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.outbox_message of AsmaNotificationTest, service notification
-- target: outbox_message in each tenant's schema, sink_outbound.delivery
-- sha256: bcb985494b3342a422e321bca406dc4396f77d2957972c35c94b4dc88129d747

CREATE TABLE {{SCHEMA}}."stg_outbox_message" (
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
    "message_id" uuid,
    "parameters" text,
    "template_id" integer,
    "language" text,
    "recipient_id" integer,
    "priority" smallint,
    "due_at" timestamptz,
    "sent_at" timestamptz
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_outbox_message" IS 'Change events of dbo.outbox_message waiting for their merge';
