-- DO NOT EDIT: made by cdc-assets.
-- sha256: 5a812b707b7299efbb504a38819e35cb152d4c87c3f8e14d6f0b7e802932887b

CREATE TABLE {{SCHEMA}}."stg_Systemparameter" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
