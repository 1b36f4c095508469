-- DO NOT EDIT: made by cdc-assets.
-- sha256: dba5046ead2b81cf4ff2f80db9da3e06cf5d7525c82cc0993d45934d2c0c52f6

CREATE TABLE {{SCHEMA}}."stg_channel" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "channel_id" uuid,
    "name" text,
    "topic" text,
    "kind" text,
    "created_by" integer,
    "created_at" timestamptz,
    "archived_at" timestamptz
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_channel" IS 'Change events of dbo.channel waiting for their merge';
