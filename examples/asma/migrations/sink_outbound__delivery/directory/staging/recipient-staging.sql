-- DO NOT EDIT: made by cdc-assets.
-- sha256: 1d31e5364a29bd41a8d100b8ed8a1c64579947fdc9e4810419da291317f7487e

CREATE TABLE {{SCHEMA}}."stg_recipient" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
