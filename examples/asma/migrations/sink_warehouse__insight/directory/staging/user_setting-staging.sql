-- DO NOT EDIT: made by cdc-assets.
-- sha256: bc9add55c7d31380051c2e6d5dbdcec04e181414093269ddac3b68dff7a08dcc

CREATE TABLE {{SCHEMA}}."stg_user_setting" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "user_id" integer,
    "setting_key" text,
    "setting_value" text,
    "changed_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_user_setting" IS 'Change events of dbo.user_setting waiting for their merge';
