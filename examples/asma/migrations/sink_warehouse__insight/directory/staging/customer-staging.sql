-- DO NOT EDIT: made by cdc-assets.
-- sha256: ee558b2cc526cc92699bbc65eedd0ee248d761fea69e726093dbe0abb92598a9

CREATE TABLE {{SCHEMA}}."stg_customer" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
