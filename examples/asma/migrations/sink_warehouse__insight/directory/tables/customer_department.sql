-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer_department of AsmaDirectoryTest, service directory
-- target: customer_department in each tenant's schema, sink_warehouse.insight
-- sha256: 396ef0471bd00b8193679d765fff99a0925536feecae6018bc22fcb4752998a5

CREATE TABLE {{SCHEMA}}."customer_department" (
    "customer_id" uuid NOT NULL,
    "department_id" integer NOT NULL,
    "parent_id" integer,
    "name" varchar(120),
    "cost_center" varchar(20),
    "sort_order" smallint,
    "valid_from" date,
    "valid_to" date,
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
    CONSTRAINT "customer_department_pkey" PRIMARY KEY ("customer_id", "department_id")
);

COMMENT ON TABLE {{SCHEMA}}."customer_department" IS 'Replica of dbo.customer_department (service directory); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."customer_id" IS 'customer_id uniqueidentifier not null; references dbo.customer.customer_id, dbo.customer_department.customer_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."department_id" IS 'department_id int not null';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."parent_id" IS 'parent_id int null; references dbo.customer_department.department_id';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."name" IS 'name nvarchar(120) not null';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."cost_center" IS 'cost_center varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."sort_order" IS 'sort_order smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."valid_from" IS 'valid_from date not null';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."valid_to" IS 'valid_to date null';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."customer_department"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
