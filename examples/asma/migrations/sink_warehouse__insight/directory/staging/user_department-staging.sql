-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_department of AsmaDirectoryTest, service directory
-- target: user_department in each tenant's schema, sink_warehouse.insight
-- sha256: 78c9b93bba1780682385172f85c71a204568dd68e772a9d026a98a639c6c5382

CREATE TABLE {{SCHEMA}}."stg_user_department" (
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
    "user_id" integer,
    "department_id" integer,
    "position_pct" numeric,
    "is_leader" boolean
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_user_department" IS 'Change events of dbo.user_department waiting for their merge';
