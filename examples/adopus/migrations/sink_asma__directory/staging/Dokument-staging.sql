-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Dokument of AdOpusTest, service adopus
-- target: Dokument in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: d581b3b305793849a1d91aa014e5bba56abdd6d1ae05e60e40dc35847e9c6fac

CREATE TABLE {{SCHEMA}}."stg_Dokument" (
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
    "DokumentId" integer,
    "Innhold" bytea,
    "Indekstekst" text,
    "Metadata" text,
    "DokumentGuid" uuid,
    "actno" integer,
    "TiltakId" integer,
    "AvtaleId" integer,
    "MalId" integer,
    "DokumentType" text,
    "Tittel" text,
    "Filnavn" text,
    "MimeType" text,
    "Versjon" smallint,
    "Sjekksum" bytea,
    "Språk" text,
    "Gradering" smallint,
    "Hjemmel" text,
    "Journalført" boolean,
    "Journalpost" bigint,
    "ArkivertTid" text,
    "Kassasjon" date,
    "LåstAv" integer,
    "LåstTid" timestamp,
    "Opprettet" text,
    "OpprettetAv" integer,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Dokument" IS 'Change events of dbo.Dokument waiting for their merge';
