-- DO NOT EDIT: made by cdc-assets.
-- sha256: 5e2374cd113964b68a3217f94dc4c7d007aba950534cff699723ceaf6d05f8ed

CREATE TABLE {{SCHEMA}}."stg_SoknadVedlegg" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "SoknadId" integer,
    "Nr" smallint,
    "Innhold" bytea,
    "Tekst" text,
    "Filnavn" text,
    "MimeType" text,
    "Størrelse" bigint,
    "Sjekksum" bytea,
    "Virusskannet" timestamp,
    "Virusresultat" smallint,
    "LastetOppAv" text,
    "LastetOpp" timestamptz,
    "Slettet" boolean,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_SoknadVedlegg" IS 'Change events of dbo.SoknadVedlegg waiting for their merge';
