-- DO NOT EDIT: made by cdc-assets.
-- sha256: 131981dffd6a719abdc1c15bfa505796ccbdeae85b71f5033a950a136af71ed4

CREATE TABLE {{SCHEMA}}."stg_Faktura" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
