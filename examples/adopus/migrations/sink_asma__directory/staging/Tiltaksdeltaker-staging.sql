-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Tiltaksdeltaker of AdOpusTest, service adopus
-- target: Tiltaksdeltaker in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 237acdb756eb49dd343db8a90c85853775af50a6d06278f191493d5ad85b96cd

CREATE TABLE {{SCHEMA}}."stg_Tiltaksdeltaker" (
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
    "TiltakId" integer,
    "actno" integer,
    "Periode" smallint,
    "Merknad" text,
    "SoknadId" integer,
    "Status" smallint,
    "StatusDato" timestamp,
    "StartDato" date,
    "SluttDato" date,
    "PlanlagtSlutt" date,
    "Sluttårsak" text,
    "Fullført" boolean,
    "Stillings%" numeric,
    "TimerPrUke" numeric,
    "Dager pr uke" smallint,
    "Veileder" integer,
    "Innsøkende instans" integer,
    "NavSaksnr" text,
    "Vedtaksnr" text,
    "VedtakFra" date,
    "VedtakTil" date,
    "Ytelse" text,
    "Dagsats" numeric,
    "Reisepenger" numeric,
    "AvstandKm" double precision,
    "Oppmøteprosent" real,
    "Praksisbedrift" integer,
    "PraksisFra" date,
    "PraksisTil" date,
    "ResultatKode" text,
    "Til jobb hos" text,
    "Til jobb stilling" text,
    "OppfølgingTil" date,
    "Opprettet" timestamp,
    "OpprettetAv" integer,
    "ts" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Tiltaksdeltaker" IS 'Change events of dbo.Tiltaksdeltaker waiting for their merge';
