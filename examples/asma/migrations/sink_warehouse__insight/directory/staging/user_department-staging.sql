-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_department of AsmaDirectoryTest, service directory
-- target: user_department in each tenant's schema, sink_warehouse.insight
-- sha256: aebbd1d6db99592062396a59b7a6a0578d4db1bbbf7c4ffd9786d3fe60ff5787

CREATE TABLE {{SCHEMA}}."stg_user_department" (
    "customer_id" uuid,
    "user_id" integer,
    "department_id" integer,
    "position_pct" numeric,
    "is_leader" boolean,
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

COMMENT ON TABLE {{SCHEMA}}."stg_user_department" IS 'Change events of dbo.user_department waiting for their merge';
