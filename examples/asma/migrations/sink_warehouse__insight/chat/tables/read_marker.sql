-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.read_marker of AsmaChatTest, service chat
-- target: read_marker in each tenant's schema, sink_warehouse.insight
-- sha256: ff176d7ba7f04f2a1ebda5239baeca848a209b94dcffa3c4fe724b8a3c327bca

CREATE TABLE {{SCHEMA}}."read_marker" (
    "customer_id" uuid NOT NULL,
    "channel_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "last_read_id" bigint,
    "read_at" timestamp(3),
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
    CONSTRAINT "read_marker_pkey" PRIMARY KEY ("customer_id", "channel_id", "user_id")
);

COMMENT ON TABLE {{SCHEMA}}."read_marker" IS 'Replica of dbo.read_marker (service chat); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."customer_id" IS 'customer_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."channel_id" IS 'channel_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."user_id" IS 'user_id int not null';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."last_read_id" IS 'last_read_id bigint not null';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."read_at" IS 'read_at datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."read_marker"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
