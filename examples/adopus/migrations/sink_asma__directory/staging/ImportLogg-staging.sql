-- DO NOT EDIT: made by cdc-assets.
-- sha256: 7d78e8e7265f5a606fe43671a41f4aaa95d43b644a70f726611af45be088d9c3

CREATE TABLE {{SCHEMA}}."stg_ImportLogg" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
