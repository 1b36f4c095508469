-- DO NOT EDIT: made by cdc-assets.
-- sha256: b9ce446a4901bf7e9a696b1182574fd20b6f60e73449cd4d9830bfb3935427e4

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
