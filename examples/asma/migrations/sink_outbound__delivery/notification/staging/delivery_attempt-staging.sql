-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.delivery_attempt of AsmaNotificationTest, service notification
-- target: delivery_attempt in each tenant's schema, sink_outbound.delivery
-- sha256: 6606a7905308a2bc01b5c7670d2d0e95fa7b46d82524a33d895388108abea5e0

CREATE TABLE {{SCHEMA}}."stg_delivery_attempt" (
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
    "attempt" smallint,
    "response" text,
    "attempted_at" timestamp,
    "provider" text,
    "status_code" integer,
    "cost" numeric
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_delivery_attempt" IS 'Change events of dbo.delivery_attempt waiting for their merge';
