-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer of AsmaDirectoryTest, service directory
-- target: customer in each tenant's schema, sink_warehouse.insight
-- sha256: 184f974bac40fe45a2a403b1f19e69bb0adc28c8a9f2a2db8daa3ea0b603f274

CREATE TABLE {{SCHEMA}}."stg_customer" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "name" text,
    "org_number" text,
    "subdomain" text,
    "plan_code" text,
    "monthly_price" numeric,
    "is_active" boolean,
    "created_at" timestamptz,
    "closed_on" date,
    "row_version" bytea
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_customer" IS 'Change events of dbo.customer waiting for their merge';
