-- DO NOT EDIT: made by cdc-assets.
-- sha256: 55200c84b3fc2649f7bf51cb08d1351b4d38c457c99b23c8238fe139c845e0ac

CREATE TABLE {{SCHEMA}}."stg_Systemparameter" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "Parameter" text,
    "Modul" text,
    "Verdi" text,
    "Standardverdi" text,
    "Datatype" text,
    "Beskrivelse" text,
    "MinVerdi" double precision,
    "MaksVerdi" double precision,
    "Kundestyrt" boolean,
    "Endret" timestamp,
    "EndretAv" text,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Systemparameter" IS 'Change events of dbo.Systemparameter waiting for their merge';
