-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.delivery_attempt of AsmaNotificationTest, service notification
-- target: delivery_attempt in each tenant's schema, sink_outbound.delivery
-- sha256: 79d7beb4c920b899313f76e1df9aa03bae5d4381c608b8b2dd21de9bc512829b

CREATE TABLE {{SCHEMA}}."stg_delivery_attempt" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
