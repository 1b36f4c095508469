-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Faktura of AdOpusTest, service adopus
-- target: Faktura in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 408cb482158bc9e9940566d640a9dd5e9a01fddf99876e6abc8a5c49c99c6c07

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
    "EhfXml" text,
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
    "EhfSendt" text,
    "EhfStatus" smallint,
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
