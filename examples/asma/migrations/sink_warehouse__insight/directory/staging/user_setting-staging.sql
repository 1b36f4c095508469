-- DO NOT EDIT: made by cdc-assets.
-- sha256: c2fee1ca31144c9de5350c7969972cb392294a217147b84e3bec4a47b7744f2b

CREATE TABLE {{SCHEMA}}."stg_user_setting" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "user_id" integer,
    "setting_key" text,
    "setting_value" text,
    "changed_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_user_setting" IS 'Change events of dbo.user_setting waiting for their merge';
