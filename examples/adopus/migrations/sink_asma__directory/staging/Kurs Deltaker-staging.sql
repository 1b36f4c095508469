-- DO NOT EDIT: made by cdc-assets.
-- sha256: 635c4ff10ce8836f66a0103d0d7ad57456dfd6a08ce4736a8c9fd8be8fb4e94a

CREATE TABLE {{SCHEMA}}."stg_Kurs Deltaker" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
