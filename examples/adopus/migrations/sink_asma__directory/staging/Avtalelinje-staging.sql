-- DO NOT EDIT: made by cdc-assets.
-- sha256: 517b174e6d77ab7a62e4f3715681e203b7f13087b7ce4b8ab153e08f7f5291b7

CREATE TABLE {{SCHEMA}}."stg_Avtalelinje" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
