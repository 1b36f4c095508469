-- DO NOT EDIT: made by cdc-assets.
-- sha256: 571ca4e613d442c6dd9e9a84a9076f6a7ece9240453d6d977c512c783d067bfd

CREATE TABLE {{SCHEMA}}."stg_Fakturalinje" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
