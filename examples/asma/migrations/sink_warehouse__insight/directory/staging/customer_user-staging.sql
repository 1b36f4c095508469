-- DO NOT EDIT: made by cdc-assets.
-- sha256: c0874717d6db460652a34c7ae446f0ddc8ecbf58d770df1156ea6c3355bdcaa5

CREATE TABLE {{SCHEMA}}."stg_customer_user" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "user_id" integer,
    "picture" bytea,
    "username" text,
    "email" text,
    "display_name" text,
    "phone" text,
    "locale" text,
    "is_active" boolean,
    "last_login_at" timestamp,
    "created_at" timestamp,
    "row_version" bytea
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_customer_user" IS 'Change events of dbo.customer_user waiting for their merge';
