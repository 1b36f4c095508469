-- DO NOT EDIT: made by cdc-assets.
-- sha256: 86eafa9a9c1125f7cfdf3125b6c17283a5d73a844b902ac08b86dee3f04c9657

CREATE TABLE {{SCHEMA}}."stg_ImportLogg" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "Melding" text,
    "Detaljer" text,
    "Tidspunkt" text,
    "Jobb" text,
    "Kilde" text,
    "Filnavn" text,
    "Linje" integer,
    "Nivå" text,
    "actno" integer,
    "Antall" numeric,
    "Sekunder" double precision,
    "Andel" real,
    "Feilet" boolean,
    "Pnr" text,
    "Rad" bytea,
    "Maskin" text,
    "_customer_id" uuid,
    "_received_at" timestamptz DEFAULT (now())
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_ImportLogg" IS 'Change events of dbo.ImportLogg waiting for their merge';
