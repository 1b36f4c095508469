-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.role_permission of AsmaDirectoryTest, service directory
-- target: role_permission in each tenant's schema, sink_warehouse.insight
-- sha256: 0e0d47e1a466e8134bfdac3d2fa4cee5ce629463242c90d9a817b1a87bc8595a

CREATE TABLE {{SCHEMA}}."stg_role_permission" (
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
    "role_id" integer,
    "permission_code" text,
    "granted_by" integer,
    "granted_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_role_permission" IS 'Change events of dbo.role_permission waiting for their merge';
