-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.role of AsmaDirectoryTest, service directory
-- target: role in each tenant's schema, sink_warehouse.insight
-- sha256: 039ba9438b52ab64179342fb76630d7ef4ec003af3927dc34bca5f8860aa6504

CREATE TABLE {{SCHEMA}}."role" (
    "customer_id" uuid NOT NULL,
    "role_id" integer NOT NULL,
    "name" varchar(100),
    "description" text,
    "is_system" boolean,
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
    CONSTRAINT "role_pkey" PRIMARY KEY ("customer_id", "role_id")
);

COMMENT ON TABLE {{SCHEMA}}."role" IS 'Replica of dbo.role (service directory); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."role"."customer_id" IS 'customer_id uniqueidentifier not null; references dbo.customer.customer_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."role"."role_id" IS 'role_id int not null';
COMMENT ON COLUMN {{SCHEMA}}."role"."name" IS 'name nvarchar(100) not null';
COMMENT ON COLUMN {{SCHEMA}}."role"."description" IS 'description nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."role"."is_system" IS 'is_system bit not null';
COMMENT ON COLUMN {{SCHEMA}}."role"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."role"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."role"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."role"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."role"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."role"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."role"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."role"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."role"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."role"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."role"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."role"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
