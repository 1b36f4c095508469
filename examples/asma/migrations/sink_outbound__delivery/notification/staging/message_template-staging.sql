-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_template of AsmaNotificationTest, service notification
-- target: message_template in each tenant's schema, sink_outbound.delivery
-- sha256: aa4093eb34278e0df1ffcf28cd5faf350cb5a5e76d18e111d515e26d12a2768c

CREATE TABLE {{SCHEMA}}."stg_message_template" (
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
    "template_id" integer,
    "language" text,
    "channel" text,
    "subject" text,
    "body" text,
    "version" integer
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_message_template" IS 'Change events of dbo.message_template waiting for their merge';
