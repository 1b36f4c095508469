-- DO NOT EDIT: made by cdc-assets.
-- sha256: 99aa223ce5a65ac80d4db5e30a09af7b31b774d424cb0ba7611e2c385ca76f98

CREATE TABLE {{SCHEMA}}."stg_recipient" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
