-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_role of AsmaDirectoryTest, service directory
-- target: user_role in each tenant's schema, sink_warehouse.insight
-- sha256: 1392b21fad46a354a98a945477ce0c2bb9c9a06ce29b755026cafc720a093a27

CREATE TABLE {{SCHEMA}}."stg_user_role" (
    "customer_id" uuid,
    "user_id" integer,
    "role_id" integer,
    "expires_on" date,
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

COMMENT ON TABLE {{SCHEMA}}."stg_user_role" IS 'Change events of dbo.user_role waiting for their merge';
