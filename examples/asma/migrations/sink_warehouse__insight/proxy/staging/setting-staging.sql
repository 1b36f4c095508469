-- DO NOT EDIT: made by cdc-assets.
-- sha256: 43a877be25899f0651eb67a41185fc420d4e752f8f68c02151e3715534a3db00

CREATE TABLE {{SCHEMA}}."stg_setting" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "name" text,
    "value" text
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_setting" IS 'Change events of dbo.setting waiting for their merge';
