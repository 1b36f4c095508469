-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.SoknadVedlegg of AdOpusTest, service adopus
-- target: SoknadVedlegg in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 5781e76c2d403d44cd011b19de2c7cd6fbdb1cf154506c66aa38f73d8b7862b0

CREATE TABLE {{SCHEMA}}."SoknadVedlegg" (
    "SoknadId" integer NOT NULL,
    "Nr" smallint NOT NULL,
    "Filnavn" varchar(260),
    "MimeType" varchar(100),
    "Størrelse" bigint,
    "Sjekksum" bytea,
    "Innhold" bytea,
    "Tekst" text,
    "Virusskannet" timestamp(0),
    "Virusresultat" smallint,
    "LastetOppAv" varchar(50),
    "LastetOpp" timestamptz(3),
    "Slettet" boolean,
    "RowVer" bytea,
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
    CONSTRAINT "SoknadVedlegg_pkey" PRIMARY KEY ("SoknadId", "Nr")
);

COMMENT ON TABLE {{SCHEMA}}."SoknadVedlegg" IS 'Replica of dbo.SoknadVedlegg (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."SoknadId" IS 'SoknadId int not null; references dbo.Soknad.SoknadId';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."Nr" IS 'Nr tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."Filnavn" IS 'Filnavn nvarchar(260) not null';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."MimeType" IS 'MimeType varchar(100) not null';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."Størrelse" IS 'Størrelse bigint not null';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."Sjekksum" IS 'Sjekksum binary(32) null';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."Innhold" IS 'Innhold varbinary(max) null';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."Tekst" IS 'Tekst nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."Virusskannet" IS 'Virusskannet datetime2(0) null';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."Virusresultat" IS 'Virusresultat tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."LastetOppAv" IS 'LastetOppAv dbo.BrukerNavn = nvarchar(50) null';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."LastetOpp" IS 'LastetOpp datetimeoffset(3) not null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."Slettet" IS 'Slettet bit not null';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."SoknadVedlegg"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
