-- DO NOT EDIT: made by cdc-assets.
-- sha256: d1d88d43b08e3cb2eaa79a67bc0e825f8bf78c467357e8dd77370f7eaab64416

CREATE TABLE {{SCHEMA}}."stg_delivery_attempt" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
