-- DO NOT EDIT: made by cdc-assets.
-- sha256: f7fff1065da2070b2ed08377ebe87dcbce973a5b1b4896c063eba3f68bf35862

CREATE TABLE {{SCHEMA}}."stg_Sats" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "SatsId" integer,
    "Satskode" text,
    "Beskrivelse" text,
    "Verdi" numeric,
    "Beløp [kr]" numeric,
    "Enhet" text,
    "Hjemmel" text,
    "GjelderFra" date,
    "GjelderTil" date,
    "Kilde" text,
    "EndretAv" text,
    "SysFra" text,
    "SysTil" text,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Sats" IS 'Change events of dbo.Sats waiting for their merge';
