-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_setting of AsmaDirectoryTest, service directory
-- target: user_setting in each tenant's schema, sink_warehouse.insight
-- sha256: 0bb95617642efcab41dc2c87ea473098c6ba53c4857d684ce27431fc45a01bf6

CREATE TABLE {{SCHEMA}}."stg_user_setting" (
    "customer_id" uuid,
    "user_id" integer,
    "setting_key" text,
    "setting_value" text,
    "changed_at" timestamp,
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

COMMENT ON TABLE {{SCHEMA}}."stg_user_setting" IS 'Change events of dbo.user_setting waiting for their merge';
