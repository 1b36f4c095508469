-- DO NOT EDIT: made by cdc-assets.
-- sha256: 8e6afa2b5cf4fed3ea812f356330b09c3c1a04d7651ba484dbb45ef5c9bf313a

CREATE TABLE {{SCHEMA}}."stg_route" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
