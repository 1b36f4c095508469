-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4c2d5f2704cc218af62bb67c058c2cbe5aed65feed3166b7dc9d6efc38f98277

CREATE TABLE {{SCHEMA}}."stg_channel_member" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "channel_id" uuid,
    "user_id" integer,
    "is_admin" boolean,
    "muted_until" timestamptz,
    "joined_at" timestamptz
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_channel_member" IS 'Change events of dbo.channel_member waiting for their merge';
