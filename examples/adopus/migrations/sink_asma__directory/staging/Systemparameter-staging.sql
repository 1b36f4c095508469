-- DO NOT EDIT: made by cdc-assets.
-- sha256: 2acadb871cb4c3b0f8df03dbe3968e27e736918ef898d0881ea70a41deb84206

CREATE TABLE {{SCHEMA}}."stg_Systemparameter" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
