-- DO NOT EDIT: made by cdc-assets.
-- sha256: c1d12abc3d156444efff7b6c0c88578c119ab77f7a33d2358750cec54071197b

CREATE TABLE {{SCHEMA}}."stg_Fakturalinje" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
