-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4f4b7dce65d390a1e47e0760fce74ceb0098ef4bd9b9f9dfd655c5c65a921d7b

CREATE TABLE {{SCHEMA}}."stg_rate_limit" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "bucket" text,
    "requests_per_s" numeric,
    "burst" integer,
    "valid_until" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_rate_limit" IS 'Change events of dbo.rate_limit waiting for their merge';
