-- DO NOT EDIT: made by cdc-assets.
-- sha256: bb679ef39703b6e0e164bb551e05b20865055b79569c8bbf7a646d007d73dba7

CREATE TABLE {{SCHEMA}}."stg_setting" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "name" text,
    "value" text
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_setting" IS 'Change events of dbo.setting waiting for their merge';
