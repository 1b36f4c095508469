-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.role of AsmaDirectoryTest, service directory
-- target: role in each tenant's schema, sink_warehouse.insight
-- sha256: d904f0351cc76875c5c9b1f1f93f79a0ee9f3444241d46037ba5673de88a28d8

CREATE TABLE {{SCHEMA}}."stg_role" (
    "customer_id" uuid,
    "role_id" integer,
    "name" text,
    "description" text,
    "is_system" boolean,
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

COMMENT ON TABLE {{SCHEMA}}."stg_role" IS 'Change events of dbo.role waiting for their merge';
