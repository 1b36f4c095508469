-- DO NOT EDIT: made by cdc-assets.
-- sha256: 0505e7f3249d999668b14b001b1b8b34f189b723c1bbded0861725efc36584cc

CREATE TABLE {{SCHEMA}}."stg_route" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "route_id" integer,
    "host" text,
    "path_prefix" text,
    "upstream_url" text,
    "timeout_ms" integer,
    "weight" real,
    "is_enabled" boolean,
    "maintenance_from" time,
    "maintenance_to" time,
    "changed_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_route" IS 'Change events of dbo.route waiting for their merge';
