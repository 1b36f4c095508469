-- DO NOT EDIT: made by cdc-assets.
-- sha256: f05860a81a5b3feed7f6ad86a54d3e43049caf8037818fd39e617ea4bd2c098d

CREATE TABLE {{SCHEMA}}."stg_Endringslogg" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
