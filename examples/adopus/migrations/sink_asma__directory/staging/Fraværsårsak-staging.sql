-- DO NOT EDIT: made by cdc-assets.
-- sha256: 91307258a850d9ad75ec7f69c417235093e4c18387355e26b0cffd6bd9d45caf

CREATE TABLE {{SCHEMA}}."stg_Fraværsårsak" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "ÅrsakId" smallint,
    "Navn" text,
    "NavKode" text,
    "Gyldig fravær" boolean,
    "KreverDokumentasjon" boolean,
    "TrekkesIYtelse" boolean,
    "Farge" bytea,
    "Sortering" smallint,
    "Aktiv" boolean,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Fraværsårsak" IS 'Change events of dbo.Fraværsårsak waiting for their merge';
