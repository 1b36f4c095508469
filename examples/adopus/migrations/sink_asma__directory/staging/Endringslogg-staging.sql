-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Endringslogg of AdOpusTest, service adopus
-- target: Endringslogg in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 01c53f693523acb0d634fdeb276053a1eaacf02a9d5537bb2ded5a71fe18afcd

CREATE TABLE {{SCHEMA}}."stg_Endringslogg" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "LoggId" bigint,
    "GammelTekst" text,
    "NyTekst" text,
    "Tid" text,
    "Skjema" text,
    "Tabell" text,
    "Kolonne" text,
    "Nøkkel" text,
    "Operasjon" text,
    "Gammel" text,
    "Ny" text,
    "Bruker" text,
    "Maskin" text,
    "Program" text,
    "Kontekst" bytea,
    "Transaksjon" bigint,
    "Nivå" smallint,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Endringslogg" IS 'Change events of dbo.Endringslogg waiting for their merge';
