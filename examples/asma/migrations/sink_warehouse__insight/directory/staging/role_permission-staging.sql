-- DO NOT EDIT: made by cdc-assets.
-- sha256: 94c7f4e20864922372b5ea861c6f0d7a6dd9e66d92779fffd89f48da499b805c

CREATE TABLE {{SCHEMA}}."stg_role_permission" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "role_id" integer,
    "permission_code" text,
    "granted_by" integer,
    "granted_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_role_permission" IS 'Change events of dbo.role_permission waiting for their merge';
