-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4df943d04eabf273c140d2bf3d130c69619f4ae7ff6456b8bf77c2380fdbe3ae

CREATE TABLE {{SCHEMA}}."stg_Fakturalinje" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "FakturaId" integer,
    "Linjenr" smallint,
    "AvtaleId" integer,
    "AvtaleLinjenr" smallint,
    "actno" integer,
    "Varenr" text,
    "Tekst" text,
    "Antall" numeric,
    "Enhet" text,
    "Pris" numeric,
    "Rabatt" numeric,
    "Netto" numeric,
    "MvaKode" text,
    "MvaSats" numeric,
    "Konto" text,
    "Kostnadssted" text,
    "Prosjekt" text,
    "PeriodeFra" date,
    "PeriodeTil" date,
    "Sortering" integer,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Fakturalinje" IS 'Change events of dbo.Fakturalinje waiting for their merge';
