-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.route of AsmaProxyTest, service proxy
-- target: route in each tenant's schema, sink_warehouse.insight
-- sha256: 1f3463d8c1a9112694c73e7ea0f2e66856e4c568d7fa3a28cd0b4e5ac864a29d

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
