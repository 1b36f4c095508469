-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.route of AsmaProxyTest, service proxy
-- target: route in each tenant's schema, sink_warehouse.insight
-- sha256: f02a371ae4c00684c7435e01b47704d6b6a1ec7338779e5c0d6723c11f522429

CREATE TABLE {{SCHEMA}}."route" (
    "customer_id" uuid NOT NULL,
    "route_id" integer NOT NULL,
    "host" varchar(253),
    "path_prefix" varchar(400),
    "upstream_url" varchar(2000),
    "timeout_ms" integer,
    "weight" real,
    "is_enabled" boolean,
    "maintenance_from" time(0),
    "maintenance_to" time(0),
    "changed_at" timestamp(3),
    "__sync_timestamp" timestamptz DEFAULT now(),
    "__source" text,
    "__source_ts_ms" bigint,
    "__operation" text,
    "__deleted" boolean DEFAULT false NOT NULL,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__topic" integer,
    "__incarnation" integer,
    "__fences" jsonb,
    CONSTRAINT "route_pkey" PRIMARY KEY ("customer_id", "route_id")
);

COMMENT ON TABLE {{SCHEMA}}."route" IS 'Replica of dbo.route (service proxy); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."route"."customer_id" IS 'customer_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."route"."route_id" IS 'route_id int not null';
COMMENT ON COLUMN {{SCHEMA}}."route"."host" IS 'host varchar(253) not null';
COMMENT ON COLUMN {{SCHEMA}}."route"."path_prefix" IS 'path_prefix nvarchar(400) not null';
COMMENT ON COLUMN {{SCHEMA}}."route"."upstream_url" IS 'upstream_url nvarchar(2000) not null';
COMMENT ON COLUMN {{SCHEMA}}."route"."timeout_ms" IS 'timeout_ms int not null';
COMMENT ON COLUMN {{SCHEMA}}."route"."weight" IS 'weight real null';
COMMENT ON COLUMN {{SCHEMA}}."route"."is_enabled" IS 'is_enabled bit not null';
COMMENT ON COLUMN {{SCHEMA}}."route"."maintenance_from" IS 'maintenance_from time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."route"."maintenance_to" IS 'maintenance_to time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."route"."changed_at" IS 'changed_at datetime not null';
COMMENT ON COLUMN {{SCHEMA}}."route"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."route"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."route"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."route"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."route"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."route"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."route"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."route"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."route"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."route"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."route"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."route"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
