-- DO NOT EDIT: made by cdc-assets.
-- sha256: e670c270035df7562b55ad09ff3d885eec5f978c5af654ac6a95bc8d64eb6b58

CREATE TABLE {{SCHEMA}}."stg_access" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "at" text,
    "route_id" integer,
    "method" text,
    "path" text,
    "status" smallint,
    "elapsed_ms" double precision,
    "client_ip" bytea,
    "user_agent" text
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_access" IS 'Change events of log.access waiting for their merge';
