-- DO NOT EDIT: made by cdc-assets.
-- sha256: 7adcb9457cc15fd15e99c238dd9a6daece32de65f766aca88f2e7829ba4a4385

CREATE TABLE {{SCHEMA}}."stg_setting" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "banned_words" text,
    "retention_days" integer,
    "allow_files" boolean,
    "max_file_bytes" bigint
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_setting" IS 'Change events of dbo.setting waiting for their merge';
