-- DO NOT EDIT: made by cdc-assets.
-- sha256: 070eae64b2be2a0ea3b2f8ad3904b8288bdb3e7fd9eec9d9bbe78dab341c5f21

CREATE TABLE {{SCHEMA}}."stg_ActorAdresse" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "AdresseId" integer,
    "Posisjon" bytea,
    "actno" integer,
    "AdresseType" text,
    "Gateadresse" text,
    "c/o" text,
    "Postnr" text,
    "Poststed" text,
    "Kommunenr" text,
    "Landkode" text,
    "GeokodetMed" text,
    "GeokodetTid" timestamptz,
    "Treffsikkerhet" real,
    "GyldigFra" date,
    "GyldigTil" date,
    "Hemmelig" boolean,
    "RegDato" timestamp,
    "ts" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_ActorAdresse" IS 'Change events of dbo.ActorAdresse waiting for their merge';
