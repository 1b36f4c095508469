-- DO NOT EDIT: made by cdc-assets.
-- sha256: 7cc662753ab043e6848b7ffb72d49f419a222be150a001a2b20916eabcdb789f

CREATE TABLE {{SCHEMA}}."stg_delivery_attempt" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "message_id" uuid,
    "attempt" smallint,
    "response" text,
    "attempted_at" timestamp,
    "provider" text,
    "status_code" integer,
    "cost" numeric
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_delivery_attempt" IS 'Change events of dbo.delivery_attempt waiting for their merge';
