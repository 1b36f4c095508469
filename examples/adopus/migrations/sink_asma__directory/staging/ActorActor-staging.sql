-- DO NOT EDIT: made by cdc-assets.
-- sha256: 0c29d299bd77fdcafcc0276a419fcf2b7c59909558371cca24de3c9d308acb08

CREATE TABLE {{SCHEMA}}."stg_ActorActor" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
