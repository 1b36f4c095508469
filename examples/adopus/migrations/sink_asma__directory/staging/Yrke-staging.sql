-- DO NOT EDIT: made by cdc-assets.
-- sha256: 39cfd26610d9a8e5f4bc13149f108e2378e5fc2330b3bbb45e1d2c81f4ec5384

CREATE TABLE {{SCHEMA}}."stg_Yrke" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "Styrk" text,
    "Tittel" text,
    "Tittel nynorsk" text,
    "Overordnet" text,
    "Nivå" smallint,
    "Esco" uuid,
    "Alternative" text,
    "Regulert" boolean,
    "Sortering" integer,
    "GyldigFra" date,
    "GyldigTil" date,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Yrke" IS 'Change events of dbo.Yrke waiting for their merge';
