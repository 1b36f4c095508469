-- DO NOT EDIT: made by cdc-assets.
-- sha256: a952ff48b55e254d1a4d5b62425cd56f3120891e015b3f483cc8a26ffeafb99d

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
