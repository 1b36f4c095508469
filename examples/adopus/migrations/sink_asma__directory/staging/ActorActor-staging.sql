-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ActorActor of AdOpusTest, service adopus
-- target: ActorActor in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: b661a338f8fc64215292958e1cb89bcc531789848321b98d70c56e5850bba84e

CREATE TABLE {{SCHEMA}}."stg_ActorActor" (
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
    "FraActor" integer,
    "TilActor" integer,
    "RelasjonType" smallint,
    "Gyldig fra" date,
    "Gyldig til" date,
    "Primær" boolean,
    "Merknad" text,
    "RegDato" timestamp,
    "RegAv" text,
    "ts" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_ActorActor" IS 'Change events of dbo.ActorActor waiting for their merge';
