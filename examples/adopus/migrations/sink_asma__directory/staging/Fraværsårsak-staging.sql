-- DO NOT EDIT: made by cdc-assets.
-- sha256: 05c151c77f1ef3d3a5aaa3da441d731751617d809ac667a26113fb12ff0bcde4

CREATE TABLE {{SCHEMA}}."stg_Fraværsårsak" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
