-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Dokument of AdOpusTest, service adopus
-- target: Dokument in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 174eb89306ac4068c6507cc7b4cc41d2598bc72d6282fef208fbe010851c5eee

CREATE TABLE {{SCHEMA}}."stg_Dokument" (
    "DokumentId" integer,
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
    "Innhold" bytea,
    "Sjekksum" bytea,
    "Indekstekst" text,
    "Metadata" text,
    "Språk" text,
    "Gradering" smallint,
    "Hjemmel" text,
    "Journalført" boolean,
    "Journalpost" bigint,
    "ArkivertTid" timestamp,
    "Kassasjon" date,
    "LåstAv" integer,
    "LåstTid" timestamp,
    "Opprettet" timestamp,
    "OpprettetAv" integer,
    "RowVer" bytea,
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

COMMENT ON TABLE {{SCHEMA}}."stg_Dokument" IS 'Change events of dbo.Dokument waiting for their merge';
