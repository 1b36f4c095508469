-- DO NOT EDIT: made by cdc-assets.
-- sha256: 38b8ccb460f90624f31675a9ff98024ce0bf92bc05a6ef7080ea2fb3dc0d2f5a

CREATE TABLE {{SCHEMA}}."stg_ActorActor" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "FraActor" integer,
    "TilActor" integer,
    "RelasjonType" smallint,
    "Gyldig fra" date,
    "Gyldig til" date,
    "Primær" boolean,
    "Merknad" text,
    "RegDato" timestamp,
    "RegAv" text,
    "ts" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_ActorActor" IS 'Change events of dbo.ActorActor waiting for their merge';
