-- DO NOT EDIT: made by cdc-assets.
-- sha256: 1787ed8125bb66254fb212600a8c10a875d74f68d8decc1b49d407086d147b4b

CREATE TABLE {{SCHEMA}}."stg_Kommune" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
