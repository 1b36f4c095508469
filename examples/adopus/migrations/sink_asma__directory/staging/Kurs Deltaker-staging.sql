-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kurs Deltaker of AdOpusTest, service adopus
-- target: Kurs Deltaker in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 63a6bf29a808a2e8d7a85ea95edffdd3b5dbbe07ff4682c8fc425db0a65c601c

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
