-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.client_certificate of AsmaProxyTest, service proxy
-- target: client_certificate in each tenant's schema, sink_warehouse.insight
-- templates: customer_id
-- sha256: 5759cd27029dfc0439edb093d07f0a80a5466f6d2f78bf74d85c1d4ceedb158e

CREATE TABLE {{SCHEMA}}."stg_client_certificate" (
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
    "thumbprint" bytea,
    "host" text,
    "subject" text,
    "not_before" timestamp,
    "not_after" timestamp,
    "revoked" boolean,
    "customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_client_certificate" IS 'Change events of dbo.client_certificate waiting for their merge';
