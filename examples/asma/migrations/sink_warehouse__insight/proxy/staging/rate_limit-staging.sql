-- DO NOT EDIT: made by cdc-assets.
-- sha256: d9d4fc101cb8c25193748e47e6864dbbd536144c5a2f311644150ce1bbb0ec59

CREATE TABLE {{SCHEMA}}."stg_rate_limit" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "bucket" text,
    "requests_per_s" numeric,
    "burst" integer,
    "valid_until" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_rate_limit" IS 'Change events of dbo.rate_limit waiting for their merge';
