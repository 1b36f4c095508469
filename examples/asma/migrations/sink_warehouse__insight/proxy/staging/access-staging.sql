-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: log.access of AsmaProxyTest, service proxy
-- target: access in each tenant's schema, sink_warehouse.insight
-- sha256: fd12ce51f8bbf5fa59c6b333eee65a02c36b1459c2605c60515ffae0f236771e

CREATE TABLE {{SCHEMA}}."stg_access" (
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
    "at" text,
    "route_id" integer,
    "method" text,
    "path" text,
    "status" smallint,
    "elapsed_ms" double precision,
    "client_ip" bytea,
    "user_agent" text
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_access" IS 'Change events of log.access waiting for their merge';
