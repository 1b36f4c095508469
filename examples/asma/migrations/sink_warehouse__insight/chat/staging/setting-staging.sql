-- DO NOT EDIT: made by cdc-assets.
-- sha256: c73c66db60bdddfb7ba9a2c7c2902c6c93d68f5a92e0839b19d04170685c0732

CREATE TABLE {{SCHEMA}}."stg_setting" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "banned_words" text,
    "retention_days" integer,
    "allow_files" boolean,
    "max_file_bytes" bigint
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_setting" IS 'Change events of dbo.setting waiting for their merge';
