-- DO NOT EDIT: made by cdc-assets.
-- sha256: 1d2b9aa2b2bde2db6a9bd6c3a2d5d8ded3f1ed180ee8dfd42b10b36039d438ee

CREATE TABLE {{SCHEMA}}."stg_subscription" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "user_id" integer,
    "event_code" text,
    "channel" text,
    "quiet_from" time,
    "quiet_to" time,
    "subscribed_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_subscription" IS 'Change events of dbo.subscription waiting for their merge';
