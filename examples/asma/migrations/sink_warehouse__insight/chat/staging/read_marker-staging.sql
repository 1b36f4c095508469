-- DO NOT EDIT: made by cdc-assets.
-- sha256: f93e6a5c4e455328f5a081fd615d69551ec39de60980ba0a87065f44562ef3fc

CREATE TABLE {{SCHEMA}}."stg_read_marker" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "channel_id" uuid,
    "user_id" integer,
    "last_read_id" bigint,
    "read_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_read_marker" IS 'Change events of dbo.read_marker waiting for their merge';
