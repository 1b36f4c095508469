-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer_department of AsmaDirectoryTest, service directory
-- target: customer_department in each tenant's schema, sink_warehouse.insight
-- sha256: 6474041987b82cb0cd29c70bb8983909b2e9da81643356d94af3244aedd56a45

CREATE TABLE {{SCHEMA}}."stg_customer_department" (
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
    "department_id" integer,
    "parent_id" integer,
    "name" text,
    "cost_center" text,
    "sort_order" smallint,
    "valid_from" date,
    "valid_to" date
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_customer_department" IS 'Change events of dbo.customer_department waiting for their merge';
