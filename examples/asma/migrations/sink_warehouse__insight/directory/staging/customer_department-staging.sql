-- DO NOT EDIT: made by cdc-assets.
-- sha256: 94b5de802c1ff4e7415863d1ee99763e6adf5115c4640e3d031dda32223c406c

CREATE TABLE {{SCHEMA}}."stg_customer_department" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
