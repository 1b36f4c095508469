-- DO NOT EDIT: made by cdc-assets.
-- sha256: 5a3b9f962e30d6d5ec286e8a430c952f4ecbcea7915bcaf6c689824d9ac1e763

CREATE TABLE {{SCHEMA}}."stg_customer_department" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "department_id" integer,
    "parent_id" integer,
    "name" text,
    "cost_center" text,
    "sort_order" smallint,
    "valid_from" date,
    "valid_to" date
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_customer_department" IS 'Change events of dbo.customer_department waiting for their merge';
