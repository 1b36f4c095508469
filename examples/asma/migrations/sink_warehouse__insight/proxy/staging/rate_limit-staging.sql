-- DO NOT EDIT: made by cdc-assets.
-- sha256: 0283cf47a5c21366c5999d01576bc96c2aec87b6e6410dd89f4420f9cc3714d1

CREATE TABLE {{SCHEMA}}."stg_rate_limit" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "bucket" text,
    "requests_per_s" numeric,
    "burst" integer,
    "valid_until" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_rate_limit" IS 'Change events of dbo.rate_limit waiting for their merge';
