-- DO NOT EDIT: made by cdc-assets.
-- sha256: 2093e06ff47e877bffd946595d3118ef7a113cc63f8c08056688552a3fc6a3d9

CREATE TABLE {{SCHEMA}}."stg_read_marker" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "channel_id" uuid,
    "user_id" integer,
    "last_read_id" bigint,
    "read_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_read_marker" IS 'Change events of dbo.read_marker waiting for their merge';
