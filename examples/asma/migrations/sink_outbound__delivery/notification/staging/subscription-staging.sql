-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.subscription of AsmaNotificationTest, service notification
-- target: subscription in each tenant's schema, sink_outbound.delivery
-- sha256: bf599c4e9e53e3278515cfac49d6c861b0c795a433490d0ef8fe41e6d81a0859

CREATE TABLE {{SCHEMA}}."stg_subscription" (
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
    "user_id" integer,
    "event_code" text,
    "channel" text,
    "quiet_from" time,
    "quiet_to" time,
    "subscribed_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_subscription" IS 'Change events of dbo.subscription waiting for their merge';
