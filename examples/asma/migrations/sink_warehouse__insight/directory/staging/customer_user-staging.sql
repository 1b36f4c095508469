-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer_user of AsmaDirectoryTest, service directory
-- target: customer_user in each tenant's schema, sink_warehouse.insight
-- sha256: fbf257733147e63d353248f5672f7145858f8a57b988891988530af471e5aaf8

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
