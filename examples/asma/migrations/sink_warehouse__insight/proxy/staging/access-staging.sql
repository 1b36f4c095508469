-- DO NOT EDIT: made by cdc-assets.
-- sha256: 21ef568d38b5537fa86caba3f6011a1bd6de4499cb09d88ba57c54d945b2f67e

CREATE TABLE {{SCHEMA}}."stg_access" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
