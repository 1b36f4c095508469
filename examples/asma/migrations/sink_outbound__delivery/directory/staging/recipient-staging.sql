-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer_user of AsmaDirectoryTest, service directory
-- target: recipient in each tenant's schema, sink_outbound.delivery
-- templates: received_at
-- sha256: 85f5241df7e07ee6b1f66d45bef0e8a103381ee35ad64f20b42602db274a91db

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
