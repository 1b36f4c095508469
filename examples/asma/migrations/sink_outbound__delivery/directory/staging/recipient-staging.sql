-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer_user of AsmaDirectoryTest, service directory
-- target: recipient in each tenant's schema, sink_outbound.delivery
-- templates: received_at
-- sha256: cf404cd245fb0cec1d71acb613a8616c2fb4a0c9126c4c5578b99dda1d86365c

CREATE TABLE {{SCHEMA}}."stg_recipient" (
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
    "recipient_id" integer,
    "username" text,
    "address" text,
    "display_name" text,
    "phone" text,
    "locale" text,
    "picture" bytea,
    "is_active" boolean,
    "last_login_at" timestamp,
    "created_at" timestamp,
    "row_version" bytea,
    "_received_at" timestamptz DEFAULT (now())
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_recipient" IS 'Change events of dbo.customer_user waiting for their merge';
