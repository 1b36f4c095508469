-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Fakturalinje of AdOpusTest, service adopus
-- target: Fakturalinje in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 042abc26953f347b56280819c5695bbee24f034eade8520a67d3cd9b68d6f2c4

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
