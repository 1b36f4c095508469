-- DO NOT EDIT: made by cdc-assets.
-- sha256: 22e2b71b6764425f865db9db32a435fa1abe78c7a36b685ced19573f8c0fcf59

CREATE TABLE {{SCHEMA}}."stg_user_setting" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "user_id" integer,
    "setting_key" text,
    "setting_value" text,
    "changed_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_user_setting" IS 'Change events of dbo.user_setting waiting for their merge';
