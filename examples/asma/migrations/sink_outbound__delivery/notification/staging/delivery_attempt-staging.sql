-- DO NOT EDIT: made by cdc-assets.
-- sha256: ea675ef5aae6b2a00ae6fcf411afb99d4be23216a9fdabb7a71951b853aa29c3

CREATE TABLE {{SCHEMA}}."stg_delivery_attempt" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
