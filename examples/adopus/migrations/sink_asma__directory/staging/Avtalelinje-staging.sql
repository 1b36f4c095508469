-- DO NOT EDIT: made by cdc-assets.
-- sha256: 115e260534792874281dc3532182cc6fab0b3484e58febf3e703d4554013549e

CREATE TABLE {{SCHEMA}}."stg_Avtalelinje" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "AvtaleId" integer,
    "Linjenr" smallint,
    "Tiltakskode" text,
    "Tekst" text,
    "Enhet" text,
    "Antall" numeric,
    "Pris" numeric,
    "Rabatt" numeric,
    "MvaSats" numeric,
    "GyldigFra" date,
    "GyldigTil" date,
    "Konto" text,
    "Kostnadssted" text,
    "Prosjekt" text,
    "Order" integer,
    "Desc" text,
    "Faktureres" boolean,
    "SistFakturert" date,
    "Restplasser" smallint,
    "Opprettet" timestamp,
    "OpprettetAv" integer,
    "Endret" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Avtalelinje" IS 'Change events of dbo.Avtalelinje waiting for their merge';
