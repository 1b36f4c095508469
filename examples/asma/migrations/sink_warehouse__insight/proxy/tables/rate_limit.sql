-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.rate_limit of AsmaProxyTest, service proxy
-- target: rate_limit in each tenant's schema, sink_warehouse.insight
-- sha256: 8cd1ab4e3d759b03ed4135c21eb832bc1826bbfabcee11bb7dea0efd73639a4b

CREATE TABLE {{SCHEMA}}."rate_limit" (
    "customer_id" uuid NOT NULL,
    "bucket" varchar(60) NOT NULL,
    "requests_per_s" numeric(10,3),
    "burst" integer,
    "valid_until" timestamp(0),
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
    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("customer_id", "bucket")
);

COMMENT ON TABLE {{SCHEMA}}."rate_limit" IS 'Replica of dbo.rate_limit (service proxy); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."customer_id" IS 'customer_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."bucket" IS 'bucket varchar(60) not null';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."requests_per_s" IS 'requests_per_s decimal(10,3) not null';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."burst" IS 'burst int not null';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."valid_until" IS 'valid_until smalldatetime null';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."rate_limit"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
