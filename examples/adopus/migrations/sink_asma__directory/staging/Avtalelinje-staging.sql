-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Avtalelinje of AdOpusTest, service adopus
-- target: Avtalelinje in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 9242eb734ed02754780fadd7008c092c191790747a8430eba6d82f84d31eb4c7

CREATE TABLE {{SCHEMA}}."stg_Avtalelinje" (
    "AvtaleId" integer,
    "Linjenr" smallint,
    "Tiltakskode" text,
    "Tekst" text,
    "Enhet" text,
    "Antall" numeric,
    "Pris" numeric,
    "Rabatt" numeric,
    "MvaSats" numeric,
    "GyldigFra" date,
    "GyldigTil" date,
    "Konto" text,
    "Kostnadssted" text,
    "Prosjekt" text,
    "Order" integer,
    "Desc" text,
    "Faktureres" boolean,
    "SistFakturert" date,
    "Restplasser" smallint,
    "Opprettet" timestamp,
    "OpprettetAv" integer,
    "Endret" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid,
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
    "__slot" bigint
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Avtalelinje" IS 'Change events of dbo.Avtalelinje waiting for their merge';
