-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kurs Deltaker of AdOpusTest, service adopus
-- target: Kurs Deltaker in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 1d1a692301252609f8d5cb64915c11977724f7fe13523860f27455456c157b21

CREATE TABLE {{SCHEMA}}."stg_Kurs Deltaker" (
    "__operation" text,
    "__source_ts_ms" bigint,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__source" text,
    "__kafka_topic" text,
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__kafka_timestamp" timestamptz,
    "__staged_at" timestamptz DEFAULT now(),
    "__reject_id" bigint,
    "__slot" bigint,
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
