-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Avtalelinje of AdOpusTest, service adopus
-- target: Avtalelinje in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: e635bbe235d8d23833ad5ed2b31be9fb055d8aee0c6afd2493ad4bc062389aef

CREATE TABLE {{SCHEMA}}."stg_Avtalelinje" (
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
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Avtalelinje" IS 'Change events of dbo.Avtalelinje waiting for their merge';
