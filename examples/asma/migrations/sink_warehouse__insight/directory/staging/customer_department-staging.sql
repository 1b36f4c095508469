-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer_department of AsmaDirectoryTest, service directory
-- target: customer_department in each tenant's schema, sink_warehouse.insight
-- sha256: 8e9440bb33f33145ca279d1bf292d197fd37994030a6d4db6e4bea25fffb3e72

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
