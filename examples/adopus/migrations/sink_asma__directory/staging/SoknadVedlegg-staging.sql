-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.SoknadVedlegg of AdOpusTest, service adopus
-- target: SoknadVedlegg in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: a92a2b2ed5b1acbf2134d33a0bd516700d9502cde2ce673da20ecf3fa43d429f

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
