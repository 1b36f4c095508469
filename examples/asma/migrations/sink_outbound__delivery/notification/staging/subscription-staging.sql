-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.subscription of AsmaNotificationTest, service notification
-- target: subscription in each tenant's schema, sink_outbound.delivery
-- sha256: f1fae3a4468196174f7dad0d31b06105be3a8fa45cc67d76e2ac589135fa755b

CREATE TABLE {{SCHEMA}}."stg_subscription" (
    "customer_id" uuid,
    "user_id" integer,
    "event_code" text,
    "channel" text,
    "quiet_from" time,
    "quiet_to" time,
    "subscribed_at" timestamp,
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

COMMENT ON TABLE {{SCHEMA}}."stg_subscription" IS 'Change events of dbo.subscription waiting for their merge';
