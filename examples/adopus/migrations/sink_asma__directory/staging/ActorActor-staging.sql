-- DO NOT EDIT: made by cdc-assets.
-- sha256: ef055e6a56505e93ac8e6fb4e0ecfd777b51e268f33822793dff8e6c4ee6b964

CREATE TABLE {{SCHEMA}}."stg_ActorActor" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
