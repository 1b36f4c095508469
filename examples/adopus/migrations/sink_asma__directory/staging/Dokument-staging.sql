-- DO NOT EDIT: made by cdc-assets.
-- sha256: e6e2310e502d6ddbb622bfba3da38b6b27e8f89f44c513d630412a0b4dd72f11

CREATE TABLE {{SCHEMA}}."stg_Dokument" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
