-- DO NOT EDIT: made by cdc-assets.
-- sha256: 907cc3b91bec960d327d9d6191c44ba50533cff43f5b4b9d46de0da7f968b930

CREATE TABLE {{SCHEMA}}."stg_Kodeverk" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "Type" text,
    "Kode" text,
    "Verdi" text,
    "Nynorsk" text,
    "Kortform" text,
    "Merknad [intern]" text,
    "Sortering" smallint,
    "Aktiv" boolean,
    "Endret" timestamp,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Kodeverk" IS 'Change events of dbo.Kodeverk waiting for their merge';
