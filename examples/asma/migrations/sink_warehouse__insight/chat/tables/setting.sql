-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.setting of AsmaChatTest, service chat
-- target: setting in each tenant's schema, sink_warehouse.insight
-- sha256: c8f33c125f665fbb2e3fa201de72fa1aa25ab08340aecd7c6196ba78eeb33866

CREATE TABLE {{SCHEMA}}."setting" (
    "customer_id" uuid NOT NULL,
    "retention_days" integer,
    "allow_files" boolean,
    "max_file_bytes" bigint,
    "banned_words" text,
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
    CONSTRAINT "setting_pkey" PRIMARY KEY ("customer_id")
);

COMMENT ON TABLE {{SCHEMA}}."setting" IS 'Replica of dbo.setting (service chat); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."setting"."customer_id" IS 'customer_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."setting"."retention_days" IS 'retention_days int null';
COMMENT ON COLUMN {{SCHEMA}}."setting"."allow_files" IS 'allow_files bit not null';
COMMENT ON COLUMN {{SCHEMA}}."setting"."max_file_bytes" IS 'max_file_bytes bigint null';
COMMENT ON COLUMN {{SCHEMA}}."setting"."banned_words" IS 'banned_words xml null';
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
