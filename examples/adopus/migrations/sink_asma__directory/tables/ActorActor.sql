-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ActorActor of AdOpusTest, service adopus
-- target: ActorActor in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 79e761bc949f39060272b100b94c279518388c319320c5b96a44ab985fce8d5e

CREATE TABLE {{SCHEMA}}."ActorActor" (
    "FraActor" integer NOT NULL,
    "TilActor" integer NOT NULL,
    "RelasjonType" smallint NOT NULL,
    "Gyldig fra" date,
    "Gyldig til" date,
    "Primær" boolean,
    "Merknad" varchar(400),
    "RegDato" timestamp(3),
    "RegAv" varchar(50),
    "ts" bytea,
    "_customer_id" uuid NOT NULL,
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
    CONSTRAINT "ActorActor_pkey" PRIMARY KEY ("FraActor", "TilActor", "RelasjonType")
);

COMMENT ON TABLE {{SCHEMA}}."ActorActor" IS 'Replica of dbo.ActorActor (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."FraActor" IS 'FraActor int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."TilActor" IS 'TilActor int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."RelasjonType" IS 'RelasjonType smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."Gyldig fra" IS 'Gyldig fra date not null';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."Gyldig til" IS 'Gyldig til date null';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."Primær" IS 'Primær bit not null';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."Merknad" IS 'Merknad nvarchar(400) null';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."RegDato" IS 'RegDato datetime not null';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."RegAv" IS 'RegAv nvarchar(50) null';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."ts" IS 'ts rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."ActorActor"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
