-- DO NOT EDIT: made by cdc-assets.
-- sha256: ebca9ff2cd61eb13df12bca2887160a2013dfa34198bbb168a354f7121f22acd

CREATE TABLE {{SCHEMA}}."stg_ActorAdresse" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
