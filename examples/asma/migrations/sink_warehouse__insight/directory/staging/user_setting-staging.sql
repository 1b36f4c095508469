-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_setting of AsmaDirectoryTest, service directory
-- target: user_setting in each tenant's schema, sink_warehouse.insight
-- sha256: c74537e5b35ab5828adf232cf1afd72719ba4f3b3c92c98fae92f6e5c3c7a4e8

CREATE TABLE {{SCHEMA}}."stg_user_setting" (
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
    "setting_key" text,
    "setting_value" text,
    "changed_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_user_setting" IS 'Change events of dbo.user_setting waiting for their merge';
