-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Faktura of AdOpusTest, service adopus
-- target: Faktura in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: c8f7f55b1cf78bd38451603cd8225461a2868ebf2c2a087e2c66833843250188

CREATE TABLE {{SCHEMA}}."Faktura" (
    "FakturaId" integer NOT NULL,
    "Fakturanr" bigint,
    "FakturaType" varchar(1),
    "Mottaker" integer,
    "AvtaleId" integer,
    "AvdelingId" integer,
    "Dato" date,
    "Forfall" date,
    "PeriodeFra" date,
    "PeriodeTil" date,
    "Deres ref" varchar(60),
    "Vår ref" varchar(60),
    "Bestillingsnr" varchar(60),
    "KID" varchar(25),
    "BankkontoId" integer,
    "Netto" numeric(18,2),
    "Mva" numeric(18,2),
    "Øreavrunding" numeric(5,2),
    "Betalt" numeric(19,4),
    "BetaltDato" date,
    "Valuta" varchar(3),
    "Kurs" numeric(18,9),
    "Purregebyr" numeric(10,4),
    "AntallPurringer" smallint,
    "SistPurret" date,
    "TilInkasso" boolean,
    "EhfSendt" timestamptz(6),
    "EhfStatus" smallint,
    "EhfXml" text,
    "PdfDokument" integer,
    "KrediterFaktura" integer,
    "Bokført" boolean,
    "BokførtTid" timestamp(0),
    "Bilagsnr" bigint,
    "Opprettet" timestamp(3),
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    "__sync_timestamp" timestamptz DEFAULT now(),
    "__source" text,
    "__source_ts_ms" bigint,
    "__operation" text,
    "__deleted" boolean DEFAULT false NOT NULL,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__topic" integer,
    "__incarnation" integer,
    "__fences" jsonb,
    CONSTRAINT "Faktura_pkey" PRIMARY KEY ("FakturaId")
);

COMMENT ON TABLE {{SCHEMA}}."Faktura" IS 'Replica of dbo.Faktura (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."FakturaId" IS 'FakturaId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Fakturanr" IS 'Fakturanr bigint null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."FakturaType" IS 'FakturaType char(1) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Mottaker" IS 'Mottaker int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."AvtaleId" IS 'AvtaleId int null; references dbo.Avtale.AvtaleId';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."AvdelingId" IS 'AvdelingId int null; references dbo.Avdeling.AvdelingId';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Dato" IS 'Dato date not null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Forfall" IS 'Forfall date not null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."PeriodeFra" IS 'PeriodeFra date null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."PeriodeTil" IS 'PeriodeTil date null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Deres ref" IS 'Deres ref nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Vår ref" IS 'Vår ref nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Bestillingsnr" IS 'Bestillingsnr nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."KID" IS 'KID varchar(25) null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."BankkontoId" IS 'BankkontoId int null; references dbo.Bankkonto.BankkontoId';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Netto" IS 'Netto dbo.Belop = decimal(18,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Mva" IS 'Mva dbo.Belop = decimal(18,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Øreavrunding" IS 'Øreavrunding decimal(5,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Betalt" IS 'Betalt money not null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."BetaltDato" IS 'BetaltDato date null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Valuta" IS 'Valuta char(3) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Kurs" IS 'Kurs decimal(18,9) not null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Purregebyr" IS 'Purregebyr smallmoney null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."AntallPurringer" IS 'AntallPurringer tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."SistPurret" IS 'SistPurret date null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."TilInkasso" IS 'TilInkasso bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."EhfSendt" IS 'EhfSendt datetimeoffset(7) null; lost: the offset itself, and 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."EhfStatus" IS 'EhfStatus smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."EhfXml" IS 'EhfXml xml null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."PdfDokument" IS 'PdfDokument int null; references dbo.Dokument.DokumentId';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."KrediterFaktura" IS 'KrediterFaktura int null; references dbo.Faktura.FakturaId';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Bokført" IS 'Bokført bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."BokførtTid" IS 'BokførtTid datetime2(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Bilagsnr" IS 'Bilagsnr bigint null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."Opprettet" IS 'Opprettet datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Faktura"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
