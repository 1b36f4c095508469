-- DO NOT EDIT: made by cdc-assets.
-- sha256: 64988690ffe6ec8f4b1b5fd8ffc3703416da025a90e0b5e3008872f8a0e518ac

CREATE TABLE {{SCHEMA}}."stg_Kommune" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "Kommunenr" text,
    "Grense" bytea,
    "Navn" text,
    "SamiskNavn" text,
    "Fylkesnr" text,
    "Fylke" text,
    "Innbyggere" integer,
    "Areal km²" numeric,
    "GyldigFra" date,
    "GyldigTil" date,
    "Erstattes av" text,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Kommune" IS 'Change events of dbo.Kommune waiting for their merge';
