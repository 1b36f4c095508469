-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer_user of AsmaDirectoryTest, service directory
-- target: customer_user in each tenant's schema, sink_warehouse.insight
-- sha256: 3cb5926a30b3739e4d781a4c2f79da2a15486f602d75530b9b65eb71510609ae

CREATE TABLE {{SCHEMA}}."customer_user" (
    "customer_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "username" varchar(100),
    "email" varchar(320),
    "display_name" varchar(200),
    "phone" varchar(20),
    "locale" varchar(10),
    "picture" bytea,
    "is_active" boolean,
    "last_login_at" timestamp(3),
    "created_at" timestamp(3),
    "row_version" bytea,
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
    CONSTRAINT "customer_user_pkey" PRIMARY KEY ("customer_id", "user_id")
);

COMMENT ON TABLE {{SCHEMA}}."customer_user" IS 'Replica of dbo.customer_user (service directory); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."customer_id" IS 'customer_id uniqueidentifier not null; references dbo.customer.customer_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."user_id" IS 'user_id int not null';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."username" IS 'username nvarchar(100) not null';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."email" IS 'email nvarchar(320) null';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."display_name" IS 'display_name nvarchar(200) not null';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."phone" IS 'phone varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."locale" IS 'locale varchar(10) not null';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."picture" IS 'picture varbinary(max) null';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."is_active" IS 'is_active bit not null';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."last_login_at" IS 'last_login_at datetime2(3) null';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."created_at" IS 'created_at datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."row_version" IS 'row_version rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."customer_user"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
