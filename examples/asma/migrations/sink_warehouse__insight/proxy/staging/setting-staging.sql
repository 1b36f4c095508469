-- DO NOT EDIT: made by cdc-assets.
-- sha256: a56197166c9c54d19fd9fd8723f838f4e76d1dbc4c8894e511ae8977c5b1dce9

CREATE TABLE {{SCHEMA}}."stg_setting" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "name" text,
    "value" text
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_setting" IS 'Change events of dbo.setting waiting for their merge';
