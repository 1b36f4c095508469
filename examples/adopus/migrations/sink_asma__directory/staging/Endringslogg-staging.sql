-- DO NOT EDIT: made by cdc-assets.
-- sha256: 402064cae97de4eb2e76e8d1fe471674735b45da423167cb945bc7e25b41b67b

CREATE TABLE {{SCHEMA}}."stg_Endringslogg" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
