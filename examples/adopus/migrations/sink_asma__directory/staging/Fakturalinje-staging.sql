-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Fakturalinje of AdOpusTest, service adopus
-- target: Fakturalinje in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 7224c7e0bf853c46e26b5914052cdd7a03d295c7d43fb18d8ed2c489d180b99b

CREATE TABLE {{SCHEMA}}."stg_Fakturalinje" (
    "FakturaId" integer,
    "Linjenr" smallint,
    "AvtaleId" integer,
    "AvtaleLinjenr" smallint,
    "actno" integer,
    "Varenr" text,
    "Tekst" text,
    "Antall" numeric,
    "Enhet" text,
    "Pris" numeric,
    "Rabatt" numeric,
    "Netto" numeric,
    "MvaKode" text,
    "MvaSats" numeric,
    "Konto" text,
    "Kostnadssted" text,
    "Prosjekt" text,
    "PeriodeFra" date,
    "PeriodeTil" date,
    "Sortering" integer,
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

COMMENT ON TABLE {{SCHEMA}}."stg_Fakturalinje" IS 'Change events of dbo.Fakturalinje waiting for their merge';
