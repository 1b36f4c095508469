-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Faktura of AdOpusTest, service adopus
-- target: Faktura in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 8a049473d7e40c730aad6bf6dd6ba5fd61f90b244a352cd0a2901b57f15657c1

CREATE TABLE {{SCHEMA}}."stg_Faktura" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
