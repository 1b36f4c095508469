-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.route of AsmaProxyTest, service proxy
-- target: route in each tenant's schema, sink_warehouse.insight
-- sha256: 14d2ff24aab5fd8f47c0d6e8c48c9fbbf938f7e21f1ba3901bd615d3e8fad3f5

CREATE TABLE {{SCHEMA}}."stg_route" (
    "__operation" text,
    "__source_ts_ms" bigint,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__source" text,
    "__kafka_topic" text,
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__kafka_timestamp" timestamptz,
    "__staged_at" timestamptz DEFAULT now(),
    "__reject_id" bigint,
    "__slot" bigint,
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
