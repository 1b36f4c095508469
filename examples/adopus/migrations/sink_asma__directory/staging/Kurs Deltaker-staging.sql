-- DO NOT EDIT: made by cdc-assets.
-- sha256: 9bcc6e71002c374cd5cc2439a8e8d0e38bfe30b1d6601c758a628c2def3b685b

CREATE TABLE {{SCHEMA}}."stg_Kurs Deltaker" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "Kurs Id" integer,
    "actno" integer,
    "Evaluering" text,
    "Påmeldt dato" timestamp,
    "Påmeldt av" text,
    "Status" smallint,
    "Venteliste nr" smallint,
    "Betaler" integer,
    "Pris" numeric,
    "Rabatt %" numeric,
    "Fakturert" boolean,
    "Oppmøte %" numeric,
    "Antall dager" smallint,
    "Bestått" boolean,
    "Karakter" text,
    "Eksamensdato" timestamp,
    "Sertifikatnr" text,
    "Sertifikat sendt" timestamp,
    "Allergier" text,
    "ts" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Kurs Deltaker" IS 'Change events of dbo.Kurs Deltaker waiting for their merge';
