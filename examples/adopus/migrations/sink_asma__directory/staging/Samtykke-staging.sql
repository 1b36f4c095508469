-- DO NOT EDIT: made by cdc-assets.
-- sha256: 13f282dca425c4e7d1d035f5cd134e82a50fb9b7158244a32c6612775b4c0c59

CREATE TABLE {{SCHEMA}}."stg_Samtykke" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
