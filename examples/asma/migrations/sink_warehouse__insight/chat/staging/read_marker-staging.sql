-- DO NOT EDIT: made by cdc-assets.
-- sha256: e74a042c0f5811dcfe156c1a6624613ee735a93a69e875c5c8529d469ced302f

CREATE TABLE {{SCHEMA}}."stg_read_marker" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "channel_id" uuid,
    "user_id" integer,
    "last_read_id" bigint,
    "read_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_read_marker" IS 'Change events of dbo.read_marker waiting for their merge';
