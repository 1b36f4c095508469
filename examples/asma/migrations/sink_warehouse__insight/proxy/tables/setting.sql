-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.setting of AsmaProxyTest, service proxy
-- target: setting in each tenant's schema, sink_warehouse.insight
-- sha256: f9fdc578edf58c3d7e2af57d01b4282ed9835b0ba5596ae77b987d742ded1434

CREATE TABLE {{SCHEMA}}."setting" (
    "customer_id" uuid NOT NULL,
    "name" varchar(80) NOT NULL,
    "value" text,
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
    CONSTRAINT "setting_pkey" PRIMARY KEY ("customer_id", "name")
);

COMMENT ON TABLE {{SCHEMA}}."setting" IS 'Replica of dbo.setting (service proxy); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."setting"."customer_id" IS 'customer_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."setting"."name" IS 'name varchar(80) not null';
COMMENT ON COLUMN {{SCHEMA}}."setting"."value" IS 'value sql_variant null; lost: not carried by Debezium; not in the change stream';
COMMENT ON COLUMN {{SCHEMA}}."setting"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."setting"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."setting"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."setting"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."setting"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."setting"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."setting"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."setting"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."setting"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."setting"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."setting"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."setting"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
