-- DO NOT EDIT: made by cdc-assets.
-- sha256: 9e719880d931109e12cdff70355b39c00af6987ada4a5bee2595df6f35d40ead

CREATE TABLE {{SCHEMA}}."stg_access" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
