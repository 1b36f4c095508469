-- DO NOT EDIT: made by cdc-assets.
-- sha256: 55542a531b964e8018fa2b7ec1f3360507a23650e6cf022863d5eb621245a233

CREATE TABLE {{SCHEMA}}."stg_SoknadVedlegg" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
