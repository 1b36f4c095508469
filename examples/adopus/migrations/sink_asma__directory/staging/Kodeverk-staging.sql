-- DO NOT EDIT: made by cdc-assets.
-- sha256: 06cb771a510d282dedd2f0190f7db84c1b818b2db7983a875f3cf6da88df01d6

CREATE TABLE {{SCHEMA}}."stg_Kodeverk" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
