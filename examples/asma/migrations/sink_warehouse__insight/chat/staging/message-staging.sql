-- DO NOT EDIT: made by cdc-assets.
-- sha256: 733cf71abf32e592cd74553f41f8646caab15e706e03740370454ca2835f41db

CREATE TABLE {{SCHEMA}}."stg_message" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
