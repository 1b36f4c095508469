-- DO NOT EDIT: made by cdc-assets.
-- sha256: cb7110a1a5ff6dda77654d128d6a97bfb79196cd366cff164ff8c6ef7adc63ef

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
