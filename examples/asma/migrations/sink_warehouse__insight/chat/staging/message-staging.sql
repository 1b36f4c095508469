-- DO NOT EDIT: made by cdc-assets.
-- sha256: 6a04d927d9f1df28b63f912b7982b22347955202169c28f6ab48e1c179d7647b

CREATE TABLE {{SCHEMA}}."stg_message" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
