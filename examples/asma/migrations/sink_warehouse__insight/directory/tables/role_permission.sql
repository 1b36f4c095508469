-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.role_permission of AsmaDirectoryTest, service directory
-- target: role_permission in each tenant's schema, sink_warehouse.insight
-- sha256: f9a5c35d2fa7a78d920ccae14a0bdd3f472f3445f32dff77f4ed7ae0fca576c4

CREATE TABLE {{SCHEMA}}."role_permission" (
    "customer_id" uuid NOT NULL,
    "role_id" integer NOT NULL,
    "permission_code" varchar(80) NOT NULL,
    "granted_by" integer,
    "granted_at" timestamp(0),
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
    CONSTRAINT "role_permission_pkey" PRIMARY KEY ("customer_id", "role_id", "permission_code")
);

COMMENT ON TABLE {{SCHEMA}}."role_permission" IS 'Replica of dbo.role_permission (service directory); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."customer_id" IS 'customer_id uniqueidentifier not null; references dbo.role.customer_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."role_id" IS 'role_id int not null; references dbo.role.role_id';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."permission_code" IS 'permission_code varchar(80) not null';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."granted_by" IS 'granted_by int null';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."granted_at" IS 'granted_at datetime2(0) not null';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."role_permission"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
