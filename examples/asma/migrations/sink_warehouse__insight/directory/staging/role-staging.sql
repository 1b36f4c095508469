-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.role of AsmaDirectoryTest, service directory
-- target: role in each tenant's schema, sink_warehouse.insight
-- sha256: dfbf240b0093c9c51be895bb61e8a4a3d6b57d5fa5d4ef157e5d49b8cba5521a

CREATE TABLE {{SCHEMA}}."stg_role" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "role_id" integer,
    "description" text,
    "name" text,
    "is_system" boolean
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_role" IS 'Change events of dbo.role waiting for their merge';
