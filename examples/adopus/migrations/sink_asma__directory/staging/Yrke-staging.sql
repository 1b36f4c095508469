-- DO NOT EDIT: made by cdc-assets.
-- sha256: 9908c3f80d9acb6186e82ba65ec5a99d0acec81a9d2ff4b46d78c30f30d5b166

CREATE TABLE {{SCHEMA}}."stg_Yrke" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
