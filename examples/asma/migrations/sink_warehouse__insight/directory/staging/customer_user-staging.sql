-- DO NOT EDIT: made by cdc-assets.
-- sha256: 33d8c48c5495a33ba7d03a9549d41e8e04cd36d6802236d85d901b8b66731a2b

CREATE TABLE {{SCHEMA}}."stg_customer_user" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
