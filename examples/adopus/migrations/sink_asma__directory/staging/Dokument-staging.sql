-- DO NOT EDIT: made by cdc-assets.
-- sha256: 498fd413cf82e6cbb83c1854fa5dfe3d28aaa105fcab406a03d9cf15350f0ccf

CREATE TABLE {{SCHEMA}}."stg_Dokument" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
