-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.role_permission of AsmaDirectoryTest, service directory
-- target: role_permission in each tenant's schema, sink_warehouse.insight
-- sha256: eff9225eb5e1f44b2a97fa0532b5f4c2f16aeb5f98ff8d684392a180aa188f96

CREATE TABLE {{SCHEMA}}."stg_role_permission" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "role_id" integer,
    "permission_code" text,
    "granted_by" integer,
    "granted_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_role_permission" IS 'Change events of dbo.role_permission waiting for their merge';
