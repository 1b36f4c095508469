-- DO NOT EDIT: made by cdc-assets.
-- sha256: 59c33db14dc65264ac0a0b781bc5842c6b22bddb6b75def1d95c1629db62dc83

CREATE TABLE {{SCHEMA}}."stg_Avtalelinje" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
