-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: log.access of AsmaProxyTest, service proxy
-- target: access in each tenant's schema, sink_warehouse.insight
-- sha256: 418c811944ccd0968dff2855de42672879faeaaf7c1c44e6a93b9c87a5df9992

CREATE TABLE {{SCHEMA}}."access" (
    "customer_id" uuid,
    "at" timestamp(6),
    "route_id" integer,
    "method" varchar(10),
    "path" varchar(2000),
    "status" smallint,
    "elapsed_ms" double precision,
    "client_ip" bytea,
    "user_agent" varchar(400),
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
    "__fences" jsonb
);

COMMENT ON TABLE {{SCHEMA}}."access" IS 'Replica of log.access (service proxy); append-only: every change event is a row; rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."access"."customer_id" IS 'customer_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."access"."at" IS 'at datetime2(7) not null; lost: 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."access"."route_id" IS 'route_id int not null';
COMMENT ON COLUMN {{SCHEMA}}."access"."method" IS 'method varchar(10) not null';
COMMENT ON COLUMN {{SCHEMA}}."access"."path" IS 'path nvarchar(2000) not null';
COMMENT ON COLUMN {{SCHEMA}}."access"."status" IS 'status smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."access"."elapsed_ms" IS 'elapsed_ms float(53) not null';
COMMENT ON COLUMN {{SCHEMA}}."access"."client_ip" IS 'client_ip varbinary(16) null';
COMMENT ON COLUMN {{SCHEMA}}."access"."user_agent" IS 'user_agent nvarchar(400) null';
COMMENT ON COLUMN {{SCHEMA}}."access"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."access"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."access"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."access"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."access"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."access"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."access"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."access"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."access"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."access"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."access"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."access"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
