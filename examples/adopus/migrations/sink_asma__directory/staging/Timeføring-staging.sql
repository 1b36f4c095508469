-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Timeføring of AdOpusTest, service adopus
-- target: Timeføring in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: cb123cdeb0a0383f2d9aa48747fb41fd3807fd6dbdb9c9c7a1e005e088e1d88a

CREATE TABLE {{SCHEMA}}."stg_Timeføring" (
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
    "TimeføringId" bigint,
    "BrukerId" integer,
    "actno" integer,
    "TiltakId" integer,
    "Dato" date,
    "Start" timestamptz,
    "Slutt" timestamptz,
    "Timer" numeric,
    "Aktivitet" text,
    "Beskrivelse" text,
    "Fakturerbar" boolean,
    "Timepris" numeric,
    "Beløp" numeric,
    "FakturaId" integer,
    "FakturaLinjenr" smallint,
    "Sted" bytea,
    "KjørteKm" real,
    "Bompenger" numeric,
    "Godkjent" boolean,
    "GodkjentAv" integer,
    "GodkjentTid" timestamp,
    "Låst" boolean,
    "Kilde" text,
    "Opprettet" timestamp,
    "Endret" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Timeføring" IS 'Change events of dbo.Timeføring waiting for their merge';
