-- DO NOT EDIT: made by cdc-assets.
-- sha256: a038f39048b375f41086c2c98cd004ed5b7ce61c9c8bfdf013310d57138ff3e2

CREATE TABLE {{SCHEMA}}."stg_Samtykke" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "SamtykkeId" uuid,
    "Omfang" text,
    "Bevis" bytea,
    "actno" integer,
    "Formål" text,
    "Tekstversjon" smallint,
    "Gitt" text,
    "GittVia" text,
    "IpAdresse" text,
    "BankIdReferanse" text,
    "GyldigTil" date,
    "Trukket" text,
    "TrukketAv" integer,
    "DataAnsvarlig" text,
    "Dataansvarlig" integer,
    "Databehandler" integer,
    "DokumentId" integer,
    "Opprettet" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Samtykke" IS 'Change events of dbo.Samtykke waiting for their merge';
