-- DO NOT EDIT: made by cdc-assets.
-- sha256: 8aa6af83769ba7e3f38bd57a67c592841c8492569b3abc3a26753fe5efb113f8

CREATE TABLE {{SCHEMA}}."stg_role_permission" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "role_id" integer,
    "permission_code" text,
    "granted_by" integer,
    "granted_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_role_permission" IS 'Change events of dbo.role_permission waiting for their merge';
