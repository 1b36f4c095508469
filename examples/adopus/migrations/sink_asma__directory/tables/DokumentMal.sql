-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.DokumentMal of AdOpusTest, service adopus
-- target: DokumentMal in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 4983639fbfae481edbdb40d5479fdfc0a749b0f78de0898b322d3d7df06f4f80

CREATE TABLE {{SCHEMA}}."DokumentMal" (
    "MalId" integer NOT NULL,
    "Navn" varchar(100),
    "Gruppe" varchar(20),
    "Versjon" smallint,
    "Utgått" boolean,
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
    CONSTRAINT "DokumentMal_pkey" PRIMARY KEY ("MalId")
);

COMMENT ON TABLE {{SCHEMA}}."DokumentMal" IS 'Replica of dbo.DokumentMal (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."MalId" IS 'MalId int not null';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."Navn" IS 'Navn nvarchar(100) not null';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."Gruppe" IS 'Gruppe varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."Versjon" IS 'Versjon smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."Utgått" IS 'Utgått bit not null';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."DokumentMal"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
