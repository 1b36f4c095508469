-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Avtale of AdOpusTest, service adopus
-- target: Avtale in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 66848ec59b724497f0234ad58bce19a76b626967f09477c0bb9edb86e35e2204

CREATE TABLE {{SCHEMA}}."Avtale" (
    "AvtaleId" integer NOT NULL,
    "Avtalenr" varchar(20),
    "AvtaleType" varchar(20),
    "Tittel" varchar(200),
    "Beskrivelse" text,
    "Oppdragsgiver" integer,
    "KontaktHosOppdragsgiver" integer,
    "AvdelingId" integer,
    "Ansvarlig" integer,
    "Inngått" date,
    "GyldigFra" date,
    "GyldigTil" date,
    "Opsjonsår" smallint,
    "OpsjonBenyttet" boolean,
    "Oppsigelsesfrist dager" smallint,
    "Status" smallint,
    "AntallPlasser" smallint,
    "PrisPrPlass" numeric(19,4),
    "PrisPrTime" numeric(10,4),
    "Fastbeløp" numeric(18,2),
    "Valuta" varchar(3),
    "IndeksBasis" numeric(9,4),
    "Indeksregulert" date,
    "Fakturafrekvens" smallint,
    "Betalingsfrist" smallint,
    "MvaKode" varchar(4),
    "Bonusandel" numeric(5,2),
    "Målformidling%" numeric(5,2),
    "Resultatmål" varchar(1000),
    "Anbudsreferanse" varchar(60),
    "DoffinId" varchar(30),
    "Rammeavtale" integer,
    "Vilkår" text,
    "SignertPdf" bytea,
    "SignertAv" varchar(120),
    "SignertTid" timestamptz(6),
    "Arkivreferanse" uuid,
    "Opprettet" timestamp(3),
    "OpprettetAv" integer,
    "Endret" timestamp(3),
    "EndretAv" integer,
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
    CONSTRAINT "Avtale_pkey" PRIMARY KEY ("AvtaleId")
);

COMMENT ON TABLE {{SCHEMA}}."Avtale" IS 'Replica of dbo.Avtale (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."AvtaleId" IS 'AvtaleId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Avtalenr" IS 'Avtalenr nvarchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."AvtaleType" IS 'AvtaleType varchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Tittel" IS 'Tittel nvarchar(200) not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Beskrivelse" IS 'Beskrivelse nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Oppdragsgiver" IS 'Oppdragsgiver int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."KontaktHosOppdragsgiver" IS 'KontaktHosOppdragsgiver int null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."AvdelingId" IS 'AvdelingId int not null; references dbo.Avdeling.AvdelingId';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Ansvarlig" IS 'Ansvarlig int null; references dbo.Bruker.BrukerId';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Inngått" IS 'Inngått date not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."GyldigFra" IS 'GyldigFra date not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."GyldigTil" IS 'GyldigTil date null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Opsjonsår" IS 'Opsjonsår tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."OpsjonBenyttet" IS 'OpsjonBenyttet bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Oppsigelsesfrist dager" IS 'Oppsigelsesfrist dager smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Status" IS 'Status tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."AntallPlasser" IS 'AntallPlasser smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."PrisPrPlass" IS 'PrisPrPlass money null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."PrisPrTime" IS 'PrisPrTime smallmoney null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Fastbeløp" IS 'Fastbeløp dbo.Belop = decimal(18,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Valuta" IS 'Valuta char(3) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."IndeksBasis" IS 'IndeksBasis decimal(9,4) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Indeksregulert" IS 'Indeksregulert date null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Fakturafrekvens" IS 'Fakturafrekvens tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Betalingsfrist" IS 'Betalingsfrist smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."MvaKode" IS 'MvaKode varchar(4) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Bonusandel" IS 'Bonusandel dbo.Prosent = numeric(5,2) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Målformidling%" IS 'Målformidling% numeric(5,2) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Resultatmål" IS 'Resultatmål nvarchar(1000) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Anbudsreferanse" IS 'Anbudsreferanse nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."DoffinId" IS 'DoffinId varchar(30) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Rammeavtale" IS 'Rammeavtale int null; references dbo.Avtale.AvtaleId';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Vilkår" IS 'Vilkår xml null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."SignertPdf" IS 'SignertPdf varbinary(max) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."SignertAv" IS 'SignertAv nvarchar(120) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."SignertTid" IS 'SignertTid datetimeoffset(7) null; lost: the offset itself, and 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Arkivreferanse" IS 'Arkivreferanse uniqueidentifier null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Opprettet" IS 'Opprettet datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."OpprettetAv" IS 'OpprettetAv int null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."Endret" IS 'Endret datetime2(3) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."EndretAv" IS 'EndretAv int null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Avtale"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
