-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ActorAdresse of AdOpusTest, service adopus
-- target: ActorAdresse in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 9d0105ee4ed49b4287bc2259d162d4ecbcc59aa46e9fb229dde737207844af0e

CREATE TABLE {{SCHEMA}}."stg_ActorAdresse" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
