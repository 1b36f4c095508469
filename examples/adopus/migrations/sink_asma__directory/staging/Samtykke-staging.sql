-- DO NOT EDIT: made by cdc-assets.
-- sha256: c0565b0854f66b01eb4f1a6392dbf4345ec517fae3b2484c9658c0a3a126f11e

CREATE TABLE {{SCHEMA}}."stg_Samtykke" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
