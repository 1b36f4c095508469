-- DO NOT EDIT: made by cdc-assets.
-- sha256: 31bae5abad1854755371931176ea03a8ca749dd1d2844a10394fcb9949792ebc

CREATE TABLE {{SCHEMA}}."stg_channel_member" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "channel_id" uuid,
    "user_id" integer,
    "is_admin" boolean,
    "muted_until" timestamptz,
    "joined_at" timestamptz
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_channel_member" IS 'Change events of dbo.channel_member waiting for their merge';
