-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_setting of AsmaDirectoryTest, service directory
-- target: user_setting in each tenant's schema, sink_warehouse.insight
-- sha256: a93bc5d7a9d05871ab8dea82d75c2e43f5949e5e9e9ccaf403af350bb040d52e

CREATE TABLE {{SCHEMA}}."user_setting" (
    "customer_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "setting_key" varchar(100) NOT NULL,
    "setting_value" text,
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
    CONSTRAINT "user_setting_pkey" PRIMARY KEY ("customer_id", "user_id", "setting_key")
);

COMMENT ON TABLE {{SCHEMA}}."user_setting" IS 'Replica of dbo.user_setting (service directory); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."customer_id" IS 'customer_id uniqueidentifier not null; references dbo.customer_user.customer_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."user_id" IS 'user_id int not null; references dbo.customer_user.user_id';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."setting_key" IS 'setting_key varchar(100) not null';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."setting_value" IS 'setting_value nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."changed_at" IS 'changed_at datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."user_setting"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
