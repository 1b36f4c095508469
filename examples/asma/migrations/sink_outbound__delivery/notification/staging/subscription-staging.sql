-- DO NOT EDIT: made by cdc-assets.
-- sha256: ed81d3f6e06bfe0350e74a034a2f5794e2a0e3d512fc39206fc7abec25589985

CREATE TABLE {{SCHEMA}}."stg_subscription" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "user_id" integer,
    "event_code" text,
    "channel" text,
    "quiet_from" time,
    "quiet_to" time,
    "subscribed_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_subscription" IS 'Change events of dbo.subscription waiting for their merge';
