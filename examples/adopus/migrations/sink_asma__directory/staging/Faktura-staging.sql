-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Faktura of AdOpusTest, service adopus
-- target: Faktura in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 6080f430ef375e3b512c64bf9989c85787af9b3a6983da97efd94bb9b98a1b7d

CREATE TABLE {{SCHEMA}}."stg_Faktura" (
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
    "FakturaId" integer,
    "Fakturanr" bigint,
    "FakturaType" text,
    "Mottaker" integer,
    "AvtaleId" integer,
    "AvdelingId" integer,
    "Dato" date,
    "Forfall" date,
    "PeriodeFra" date,
    "PeriodeTil" date,
    "Deres ref" text,
    "Vår ref" text,
    "Bestillingsnr" text,
    "KID" text,
    "BankkontoId" integer,
    "Netto" numeric,
    "Mva" numeric,
    "Øreavrunding" numeric,
    "Betalt" numeric,
    "BetaltDato" date,
    "Valuta" text,
    "Kurs" numeric,
    "Purregebyr" numeric,
    "AntallPurringer" smallint,
    "SistPurret" date,
    "TilInkasso" boolean,
    "EhfSendt" timestamptz,
    "EhfStatus" smallint,
    "EhfXml" text,
    "PdfDokument" integer,
    "KrediterFaktura" integer,
    "Bokført" boolean,
    "BokførtTid" timestamp,
    "Bilagsnr" bigint,
    "Opprettet" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Faktura" IS 'Change events of dbo.Faktura waiting for their merge';
