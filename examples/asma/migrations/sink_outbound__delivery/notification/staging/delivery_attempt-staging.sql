-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.delivery_attempt of AsmaNotificationTest, service notification
-- target: delivery_attempt in each tenant's schema, sink_outbound.delivery
-- sha256: 8c64bf61e64dede24693e3aa5b85f76d50d38a017cb2924d7fe5803873d6d223

CREATE TABLE {{SCHEMA}}."stg_delivery_attempt" (
    "customer_id" uuid,
    "message_id" uuid,
    "attempt" smallint,
    "attempted_at" timestamp,
    "provider" text,
    "status_code" integer,
    "response" text,
    "cost" numeric,
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

COMMENT ON TABLE {{SCHEMA}}."stg_delivery_attempt" IS 'Change events of dbo.delivery_attempt waiting for their merge';
