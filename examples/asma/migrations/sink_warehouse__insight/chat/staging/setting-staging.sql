-- DO NOT EDIT: made by cdc-assets.
-- sha256: 37cbc3866894e8fba042e7592ca15b8de660f234d04d1f787272a29008bc24b7

CREATE TABLE {{SCHEMA}}."stg_setting" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "banned_words" text,
    "retention_days" integer,
    "allow_files" boolean,
    "max_file_bytes" bigint
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_setting" IS 'Change events of dbo.setting waiting for their merge';
