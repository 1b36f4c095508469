-- DO NOT EDIT: made by cdc-assets.
-- sha256: c1c336b1d2fb9afccb8109028532300e2a552f98282873eb6d97d76b4ff80fc5

CREATE TABLE {{SCHEMA}}."stg_Sats" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
