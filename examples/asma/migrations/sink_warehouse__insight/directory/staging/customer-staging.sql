-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer of AsmaDirectoryTest, service directory
-- target: customer in each tenant's schema, sink_warehouse.insight
-- sha256: b99aab4844c2c0538aa4c13c53bd8722134acd7a2ba57e9c55dde44c3713b085

CREATE TABLE {{SCHEMA}}."stg_customer" (
    "__operation" text,
    "__source_ts_ms" bigint,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__source" text,
    "__kafka_topic" text,
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__kafka_timestamp" timestamptz,
    "__staged_at" timestamptz DEFAULT now(),
    "__reject_id" bigint,
    "__slot" bigint,
    "customer_id" uuid,
    "name" text,
    "org_number" text,
    "subdomain" text,
    "plan_code" text,
    "monthly_price" numeric,
    "is_active" boolean,
    "created_at" timestamptz,
    "closed_on" date,
    "row_version" bytea
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_customer" IS 'Change events of dbo.customer waiting for their merge';
