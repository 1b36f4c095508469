-- DO NOT EDIT: made by cdc-assets.
-- sha256: ef01375a8e641ed1f4cc5ef8163ace899f413b10f7c699fafda8730fdf1a4505

CREATE TABLE {{SCHEMA}}."stg_Kommune" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
