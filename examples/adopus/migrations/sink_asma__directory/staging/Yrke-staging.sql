-- DO NOT EDIT: made by cdc-assets.
-- sha256: 37bf8846d60a92e9a640a1875a2c1e77019dc388c57de1480337fd94e178370b

CREATE TABLE {{SCHEMA}}."stg_Yrke" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
