-- DO NOT EDIT: made by cdc-assets.
-- sha256: a73ed9e6dbf6833a106a6e5933e9c879056fefaf33b35e7d3b38cb8e04fbfd0c

CREATE TABLE {{SCHEMA}}."stg_message" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "message_id" bigint,
    "customer_id" uuid,
    "body" text,
    "channel_id" uuid,
    "sender_id" integer,
    "reply_to" bigint,
    "body_format" smallint,
    "sent_at" timestamp,
    "edited_at" timestamp,
    "metadata" text
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_message" IS 'Change events of dbo.message waiting for their merge';
