-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_role of AsmaDirectoryTest, service directory
-- target: user_role in each tenant's schema, sink_warehouse.insight
-- sha256: 8bf156677f4fa19c2c139b6eaead2dbf1acc58192b7552e20656f7ad0b82d8dd

CREATE TABLE {{SCHEMA}}."stg_user_role" (
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
    "role_id" integer,
    "expires_on" date
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_user_role" IS 'Change events of dbo.user_role waiting for their merge';
