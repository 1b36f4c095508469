-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Faktura of AdOpusTest, service adopus
-- target: Faktura in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: fea18019a2c35f62708fea5ac40dc2882cf2d960930bd0800632c66895fb8379

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
    "EhfSendt" timestamptz,
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
