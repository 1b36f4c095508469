-- DO NOT EDIT: made by cdc-assets.
-- sha256: 811e9f783ad15043f196f643e6aed5b801db13bc2e8736cd6eb12925fe6a7932

CREATE TABLE {{SCHEMA}}."stg_customer_department" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
