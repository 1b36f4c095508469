-- DO NOT EDIT: made by cdc-assets.
-- sha256: 39cb3649c270ee097665c400b431cd2a67924724b6d15c9c718da78269439094

CREATE TABLE {{SCHEMA}}."stg_role" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "role_id" integer,
    "description" text,
    "name" text,
    "is_system" boolean
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_role" IS 'Change events of dbo.role waiting for their merge';
