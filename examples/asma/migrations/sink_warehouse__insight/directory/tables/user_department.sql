-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_department of AsmaDirectoryTest, service directory
-- target: user_department in each tenant's schema, sink_warehouse.insight
-- sha256: 1cc2057dbed8587ebd9d4cc41132e4fbd8df7d30cfc07b6bf0a3640866fd9881

CREATE TABLE {{SCHEMA}}."user_department" (
    "customer_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "department_id" integer NOT NULL,
    "position_pct" numeric(5,2),
    "is_leader" boolean,
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
    CONSTRAINT "user_department_pkey" PRIMARY KEY ("customer_id", "user_id", "department_id")
);

COMMENT ON TABLE {{SCHEMA}}."user_department" IS 'Replica of dbo.user_department (service directory); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."customer_id" IS 'customer_id uniqueidentifier not null; references dbo.customer_department.customer_id, dbo.customer_user.customer_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."user_id" IS 'user_id int not null; references dbo.customer_user.user_id';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."department_id" IS 'department_id int not null; references dbo.customer_department.department_id';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."position_pct" IS 'position_pct decimal(5,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."is_leader" IS 'is_leader bit not null';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."user_department"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
