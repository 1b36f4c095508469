-- DO NOT EDIT: made by cdc-assets.
-- sha256: 767c259ae6b8d6b4179e29114f4403e415356ad05e0333dd6fc7231cdfdee390

CREATE TABLE {{SCHEMA}}."stg_SoknadVedlegg" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
