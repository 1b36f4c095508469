-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: log.access of AsmaProxyTest, service proxy
-- target: access in each tenant's schema, sink_warehouse.insight
-- sha256: ff731f6a3b810392a934edc0fb971702204cba41e0a5cfab65a74f74e7dcdd52

CREATE TABLE {{SCHEMA}}."stg_access" (
    "customer_id" uuid,
    "at" timestamp,
    "route_id" integer,
    "method" text,
    "path" text,
    "status" smallint,
    "elapsed_ms" double precision,
    "client_ip" bytea,
    "user_agent" text,
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

COMMENT ON TABLE {{SCHEMA}}."stg_access" IS 'Change events of log.access waiting for their merge';
