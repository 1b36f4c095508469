-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.client_certificate of AsmaProxyTest, service proxy
-- target: client_certificate in each tenant's schema, sink_warehouse.insight
-- templates: customer_id
-- sha256: 66830757a2e2d8c3b4cc9585c6790a1c9c5ef4a206dd3498be3747074bc31a36

CREATE TABLE {{SCHEMA}}."client_certificate" (
    "thumbprint" bytea NOT NULL,
    "host" varchar(253),
    "subject" varchar(400),
    "not_before" timestamp(0),
    "not_after" timestamp(0),
    "revoked" boolean,
    "customer_id" uuid NOT NULL,
    "__sync_timestamp" timestamptz DEFAULT now(),
    "__source" text,
    "__source_ts_ms" bigint,
    "__operation" text,
    "__deleted" boolean DEFAULT false NOT NULL,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__topic" integer,
    "__incarnation" integer,
    "__fences" jsonb,
    CONSTRAINT "client_certificate_pkey" PRIMARY KEY ("customer_id", "thumbprint")
);

COMMENT ON TABLE {{SCHEMA}}."client_certificate" IS 'Replica of dbo.client_certificate (service proxy); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."thumbprint" IS 'thumbprint binary(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."host" IS 'host varchar(253) not null';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."subject" IS 'subject nvarchar(400) not null';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."not_before" IS 'not_before datetime2(0) not null';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."not_after" IS 'not_after datetime2(0) not null';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."revoked" IS 'revoked bit not null';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."customer_id" IS 'template customer_id; The customer''s id, for source tables that do not carry it themselves; value: meta("customer_id")';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."client_certificate"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
