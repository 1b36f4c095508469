-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_role of AsmaDirectoryTest, service directory
-- target: user_role in each tenant's schema, sink_warehouse.insight
-- sha256: 725ce98878a4e3dfae4bd0217792c10751ba90ee380ff7cb767f849057111200

CREATE TABLE {{SCHEMA}}."user_role" (
    "customer_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "role_id" integer NOT NULL,
    "expires_on" date,
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
    CONSTRAINT "user_role_pkey" PRIMARY KEY ("customer_id", "user_id", "role_id")
);

COMMENT ON TABLE {{SCHEMA}}."user_role" IS 'Replica of dbo.user_role (service directory); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."customer_id" IS 'customer_id uniqueidentifier not null; references dbo.role.customer_id, dbo.customer_user.customer_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."user_id" IS 'user_id int not null; references dbo.customer_user.user_id';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."role_id" IS 'role_id int not null; references dbo.role.role_id';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."expires_on" IS 'expires_on date null';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."user_role"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
