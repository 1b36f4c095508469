-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Dokument of AdOpusTest, service adopus
-- target: Dokument in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 734ca718603a5c8ad92274616aec2aa34daa43164b2bf40153009fbbd0de88af

CREATE TABLE {{SCHEMA}}."Dokument" (
    "DokumentId" integer NOT NULL,
    "DokumentGuid" uuid,
    "actno" integer,
    "TiltakId" integer,
    "AvtaleId" integer,
    "MalId" integer,
    "DokumentType" varchar(20),
    "Tittel" varchar(200),
    "Filnavn" varchar(260),
    "MimeType" varchar(100),
    "Versjon" smallint,
    "Innhold" bytea,
    "Sjekksum" bytea,
    "Indekstekst" text,
    "Metadata" text,
    "Språk" varchar(2),
    "Gradering" smallint,
    "Hjemmel" varchar(100),
    "Journalført" boolean,
    "Journalpost" bigint,
    "ArkivertTid" timestamp(6),
    "Kassasjon" date,
    "LåstAv" integer,
    "LåstTid" timestamp(0),
    "Opprettet" timestamp(6),
    "OpprettetAv" integer,
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
    CONSTRAINT "Dokument_pkey" PRIMARY KEY ("DokumentId")
);

COMMENT ON TABLE {{SCHEMA}}."Dokument" IS 'Replica of dbo.Dokument (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."DokumentId" IS 'DokumentId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."DokumentGuid" IS 'DokumentGuid uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."actno" IS 'actno int null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."TiltakId" IS 'TiltakId int null; references dbo.Tiltak.TiltakId';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."AvtaleId" IS 'AvtaleId int null; references dbo.Avtale.AvtaleId';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."MalId" IS 'MalId int null; references dbo.DokumentMal.MalId';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."DokumentType" IS 'DokumentType varchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Tittel" IS 'Tittel nvarchar(200) not null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Filnavn" IS 'Filnavn nvarchar(260) null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."MimeType" IS 'MimeType varchar(100) not null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Versjon" IS 'Versjon smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Innhold" IS 'Innhold varbinary(max) null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Sjekksum" IS 'Sjekksum varbinary(32) null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Indekstekst" IS 'Indekstekst nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Metadata" IS 'Metadata xml null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Språk" IS 'Språk char(2) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Gradering" IS 'Gradering tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Hjemmel" IS 'Hjemmel nvarchar(100) null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Journalført" IS 'Journalført bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Journalpost" IS 'Journalpost bigint null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."ArkivertTid" IS 'ArkivertTid datetime2(7) null; lost: 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Kassasjon" IS 'Kassasjon date null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."LåstAv" IS 'LåstAv int null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."LåstTid" IS 'LåstTid datetime2(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."Opprettet" IS 'Opprettet datetime2(7) not null; lost: 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."OpprettetAv" IS 'OpprettetAv int null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Dokument"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
