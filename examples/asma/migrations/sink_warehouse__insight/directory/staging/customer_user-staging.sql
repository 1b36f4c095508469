-- DO NOT EDIT: made by cdc-assets.
-- sha256: 1b9f7e6a44b3a804414055ba9d7a496f0b92de311674654777080efe8a653e59

CREATE TABLE {{SCHEMA}}."stg_customer_user" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
