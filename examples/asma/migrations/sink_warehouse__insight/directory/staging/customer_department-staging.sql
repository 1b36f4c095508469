-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer_department of AsmaDirectoryTest, service directory
-- target: customer_department in each tenant's schema, sink_warehouse.insight
-- sha256: f79e2b956f3f8eb2221a06dedf311523f524958733f42127166de17d4032320e

CREATE TABLE {{SCHEMA}}."stg_customer_department" (
    "customer_id" uuid,
    "department_id" integer,
    "parent_id" integer,
    "name" text,
    "cost_center" text,
    "sort_order" smallint,
    "valid_from" date,
    "valid_to" date,
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
    "__slot" bigint
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_customer_department" IS 'Change events of dbo.customer_department waiting for their merge';
