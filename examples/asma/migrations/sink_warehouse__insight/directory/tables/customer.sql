-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer of AsmaDirectoryTest, service directory
-- target: customer in each tenant's schema, sink_warehouse.insight
-- sha256: fbd253fe9d7a7815f4c4a4f3e858f15b03d30516a27995bb28ba626c90c47fc2

CREATE TABLE {{SCHEMA}}."customer" (
    "customer_id" uuid NOT NULL,
    "name" varchar(200),
    "org_number" varchar(9),
    "subdomain" varchar(63),
    "plan_code" varchar(20),
    "monthly_price" numeric(19,4),
    "is_active" boolean,
    "created_at" timestamptz(3),
    "closed_on" date,
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
    CONSTRAINT "customer_pkey" PRIMARY KEY ("customer_id")
);

COMMENT ON TABLE {{SCHEMA}}."customer" IS 'Replica of dbo.customer (service directory); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."customer"."customer_id" IS 'customer_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."customer"."name" IS 'name nvarchar(200) not null';
COMMENT ON COLUMN {{SCHEMA}}."customer"."org_number" IS 'org_number char(9) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."customer"."subdomain" IS 'subdomain varchar(63) not null';
COMMENT ON COLUMN {{SCHEMA}}."customer"."plan_code" IS 'plan_code varchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."customer"."monthly_price" IS 'monthly_price money null';
COMMENT ON COLUMN {{SCHEMA}}."customer"."is_active" IS 'is_active bit not null';
COMMENT ON COLUMN {{SCHEMA}}."customer"."created_at" IS 'created_at datetimeoffset(3) not null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."customer"."closed_on" IS 'closed_on date null';
COMMENT ON COLUMN {{SCHEMA}}."customer"."row_version" IS 'row_version rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."customer"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."customer"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."customer"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."customer"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."customer"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."customer"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."customer"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."customer"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."customer"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."customer"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."customer"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."customer"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
