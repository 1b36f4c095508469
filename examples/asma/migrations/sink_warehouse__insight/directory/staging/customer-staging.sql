-- DO NOT EDIT: made by cdc-assets.
-- sha256: c91f60f839989e575261fbcf4a89a830409f11494af7385b05f98049069571ad

CREATE TABLE {{SCHEMA}}."stg_customer" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
