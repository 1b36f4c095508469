-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Fakturalinje of AdOpusTest, service adopus
-- target: Fakturalinje in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 99e1bcc3206b534ab4e4f7f8c2ad5b268b2a62bc5672783793186cbc75cdd917

CREATE TABLE {{SCHEMA}}."Fakturalinje" (
    "FakturaId" integer NOT NULL,
    "Linjenr" smallint NOT NULL,
    "AvtaleId" integer,
    "AvtaleLinjenr" smallint,
    "actno" integer,
    "Varenr" varchar(20),
    "Tekst" varchar(400),
    "Antall" numeric(12,3),
    "Enhet" varchar(12),
    "Pris" numeric(18,4),
    "Rabatt" numeric(5,2),
    "Netto" numeric(18,2),
    "MvaKode" varchar(4),
    "MvaSats" numeric(5,2),
    "Konto" varchar(10),
    "Kostnadssted" varchar(12),
    "Prosjekt" varchar(12),
    "PeriodeFra" date,
    "PeriodeTil" date,
    "Sortering" integer,
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
    CONSTRAINT "Fakturalinje_pkey" PRIMARY KEY ("FakturaId", "Linjenr")
);

COMMENT ON TABLE {{SCHEMA}}."Fakturalinje" IS 'Replica of dbo.Fakturalinje (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."FakturaId" IS 'FakturaId int not null; references dbo.Faktura.FakturaId';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."Linjenr" IS 'Linjenr smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."AvtaleId" IS 'AvtaleId int null; references dbo.Avtalelinje.AvtaleId';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."AvtaleLinjenr" IS 'AvtaleLinjenr smallint null; references dbo.Avtalelinje.Linjenr';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."actno" IS 'actno int null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."Varenr" IS 'Varenr nvarchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."Tekst" IS 'Tekst nvarchar(400) not null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."Antall" IS 'Antall decimal(12,3) not null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."Enhet" IS 'Enhet nvarchar(12) not null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."Pris" IS 'Pris decimal(18,4) not null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."Rabatt" IS 'Rabatt dbo.Prosent = numeric(5,2) null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."Netto" IS 'Netto dbo.Belop = decimal(18,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."MvaKode" IS 'MvaKode varchar(4) not null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."MvaSats" IS 'MvaSats numeric(5,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."Konto" IS 'Konto varchar(10) null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."Kostnadssted" IS 'Kostnadssted varchar(12) null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."Prosjekt" IS 'Prosjekt varchar(12) null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."PeriodeFra" IS 'PeriodeFra date null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."PeriodeTil" IS 'PeriodeTil date null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."Sortering" IS 'Sortering int not null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Fakturalinje"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
