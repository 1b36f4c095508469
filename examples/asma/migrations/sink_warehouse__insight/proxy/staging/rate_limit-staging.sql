-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.rate_limit of AsmaProxyTest, service proxy
-- target: rate_limit in each tenant's schema, sink_warehouse.insight
-- sha256: b6d9f2ae6cf737172bb21049e6881acd20ea6315daaa4e136ad983557cf89d84

CREATE TABLE {{SCHEMA}}."stg_rate_limit" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "bucket" text,
    "requests_per_s" numeric,
    "burst" integer,
    "valid_until" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_rate_limit" IS 'Change events of dbo.rate_limit waiting for their merge';
