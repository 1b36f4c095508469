-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.client_certificate of AsmaProxyTest, service proxy
-- target: client_certificate in each tenant's schema, sink_warehouse.insight
-- templates: customer_id
-- sha256: cbd5c0484080e7ea11103166f2de80eca20ca580caed51c9ed7d15a6a1a7cda2

CREATE TABLE {{SCHEMA}}."stg_client_certificate" (
    "thumbprint" bytea,
    "host" text,
    "subject" text,
    "not_before" timestamp,
    "not_after" timestamp,
    "revoked" boolean,
    "customer_id" uuid,
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

COMMENT ON TABLE {{SCHEMA}}."stg_client_certificate" IS 'Change events of dbo.client_certificate waiting for their merge';
