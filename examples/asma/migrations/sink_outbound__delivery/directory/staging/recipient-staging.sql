-- DO NOT EDIT: made by cdc-assets.
-- sha256: b3d1d6a9038a5f815073b5ceb002fd6fbc5b2a2f01b167918be5cd91f2f20041

CREATE TABLE {{SCHEMA}}."stg_recipient" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "recipient_id" integer,
    "picture" bytea,
    "username" text,
    "address" text,
    "display_name" text,
    "phone" text,
    "locale" text,
    "is_active" boolean,
    "last_login_at" timestamp,
    "created_at" timestamp,
    "row_version" bytea,
    "_received_at" timestamptz DEFAULT (now())
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_recipient" IS 'Change events of dbo.customer_user waiting for their merge';
