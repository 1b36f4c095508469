-- DO NOT EDIT: made by cdc-assets.
-- sha256: 16056a432a9ea4dafa46d6744be4dc749b5c04e1913bbc085c2761977c424f55

CREATE TABLE {{SCHEMA}}."stg_channel_member" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "channel_id" uuid,
    "user_id" integer,
    "is_admin" boolean,
    "muted_until" timestamptz,
    "joined_at" timestamptz
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_channel_member" IS 'Change events of dbo.channel_member waiting for their merge';
