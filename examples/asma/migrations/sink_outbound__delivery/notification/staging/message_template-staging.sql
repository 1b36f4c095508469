-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_template of AsmaNotificationTest, service notification
-- target: message_template in each tenant's schema, sink_outbound.delivery
-- sha256: 56af2b1b9af58cd4ec60a5be34023e74f70106c2c92783c741fd0a060aab9486

CREATE TABLE {{SCHEMA}}."stg_message_template" (
    "customer_id" uuid,
    "template_id" integer,
    "language" text,
    "channel" text,
    "subject" text,
    "body" text,
    "version" integer,
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

COMMENT ON TABLE {{SCHEMA}}."stg_message_template" IS 'Change events of dbo.message_template waiting for their merge';
