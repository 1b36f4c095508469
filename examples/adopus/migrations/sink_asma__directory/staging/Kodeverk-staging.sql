-- DO NOT EDIT: made by cdc-assets.
-- sha256: f709bdb41ee36f442661dbb9083f576c3028a25e7ba8e6953613e29c99713ee0

CREATE TABLE {{SCHEMA}}."stg_Kodeverk" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
