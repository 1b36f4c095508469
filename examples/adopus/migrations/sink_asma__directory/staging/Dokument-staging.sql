-- DO NOT EDIT: made by cdc-assets.
-- sha256: 48cff0887c0cd1dc251fdf1edc484d3513fa92d6ea160d2bde4169dadcca0400

CREATE TABLE {{SCHEMA}}."stg_Dokument" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
