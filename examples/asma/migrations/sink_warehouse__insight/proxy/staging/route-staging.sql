-- DO NOT EDIT: made by cdc-assets.
-- sha256: 5f953a6c0a7b31c6cfd8de8c74f12c479692fecd1ea8e12d21acec64a5565c8a

CREATE TABLE {{SCHEMA}}."stg_route" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
