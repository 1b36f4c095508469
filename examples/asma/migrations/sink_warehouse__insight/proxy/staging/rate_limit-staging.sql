-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.rate_limit of AsmaProxyTest, service proxy
-- target: rate_limit in each tenant's schema, sink_warehouse.insight
-- sha256: ec903e6617593afba7225a4ff57e90ac2c5eda8d39e00943e4a557398d760e4a

CREATE TABLE {{SCHEMA}}."stg_rate_limit" (
    "customer_id" uuid,
    "bucket" text,
    "requests_per_s" numeric,
    "burst" integer,
    "valid_until" timestamp,
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

COMMENT ON TABLE {{SCHEMA}}."stg_rate_limit" IS 'Change events of dbo.rate_limit waiting for their merge';
