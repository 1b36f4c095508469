-- DO NOT EDIT: made by cdc-assets.
-- sha256: 66cfd47fba01cfa853e0e619473918549c4beea7dfc21e5ea9208fd7de857c21

CREATE TABLE {{SCHEMA}}."stg_Fraværsårsak" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
