-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ActorActor of AdOpusTest, service adopus
-- target: ActorActor in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: e5dfc72ae659d06211accf5fadd8e3283381d3f38c5af17e53d2eabb9d6c95b8

CREATE TABLE {{SCHEMA}}."stg_ActorActor" (
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
    "_customer_id" uuid,
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

COMMENT ON TABLE {{SCHEMA}}."stg_ActorActor" IS 'Change events of dbo.ActorActor waiting for their merge';
