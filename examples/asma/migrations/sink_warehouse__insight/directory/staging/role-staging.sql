-- DO NOT EDIT: made by cdc-assets.
-- sha256: 08bbe366b64a1f07ac6fc95a68358c6bfe7536728ad962b446ff1bcb5a17a3c0

CREATE TABLE {{SCHEMA}}."stg_role" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "role_id" integer,
    "description" text,
    "name" text,
    "is_system" boolean
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_role" IS 'Change events of dbo.role waiting for their merge';
