-- DO NOT EDIT: made by cdc-assets.
-- sha256: 922f6f014efb389f0a04bf55031bd57a1ca370bf8c46677da6d15d40a7831368

CREATE TABLE {{SCHEMA}}."stg_role_permission" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "role_id" integer,
    "permission_code" text,
    "granted_by" integer,
    "granted_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_role_permission" IS 'Change events of dbo.role_permission waiting for their merge';
