-- DO NOT EDIT: made by cdc-assets.
-- sha256: ccc2bc92a5eb97f9d4ffbda0e51a0dc1fa5d78a096d6ffbe483993b5b8f2af13

CREATE TABLE {{SCHEMA}}."stg_subscription" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "user_id" integer,
    "event_code" text,
    "channel" text,
    "quiet_from" time,
    "quiet_to" time,
    "subscribed_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_subscription" IS 'Change events of dbo.subscription waiting for their merge';
