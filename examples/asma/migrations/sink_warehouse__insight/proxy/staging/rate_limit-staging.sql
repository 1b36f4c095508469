-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.rate_limit of AsmaProxyTest, service proxy
-- target: rate_limit in each tenant's schema, sink_warehouse.insight
-- sha256: fdafe554a1627813c9f8168c81dc6383a4ae74a12b70d6ea09dcd30562bb62c3

CREATE TABLE {{SCHEMA}}."stg_rate_limit" (
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
    "bucket" text,
    "requests_per_s" numeric,
    "burst" integer,
    "valid_until" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_rate_limit" IS 'Change events of dbo.rate_limit waiting for their merge';
