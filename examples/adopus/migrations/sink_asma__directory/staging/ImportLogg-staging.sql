-- DO NOT EDIT: made by cdc-assets.
-- sha256: 54a9462beb4c0d095153462c3d5100606d2eabcace51916b78ca5e601123385c

CREATE TABLE {{SCHEMA}}."stg_ImportLogg" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
