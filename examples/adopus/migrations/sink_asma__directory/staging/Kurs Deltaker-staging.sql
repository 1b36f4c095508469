-- DO NOT EDIT: made by cdc-assets.
-- sha256: 6fbf6aa7644d81402163830fdb9a75216cddbe95afbf3730d18c7ab92a69c112

CREATE TABLE {{SCHEMA}}."stg_Kurs Deltaker" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
