-- DO NOT EDIT: made by cdc-assets.
-- sha256: 64fb34b8065d77d1e9b170aea8078798400b3e9d846ca2de42ce0e0736427b30

CREATE TABLE {{SCHEMA}}."stg_Sats" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
