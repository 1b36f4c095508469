-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Actor of AdOpusTest, service adopus
-- target: Actor in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- transform: file://services/_bloblang/adopus/mask_national_id.blobl (done by the pipeline, changes nothing here)
-- sha256: 0251ce8f6363ca30ee7f3a6654e5e018ed0a2e80f94d3b200b1adee9d568ebde

CREATE TABLE {{SCHEMA}}."Actor" (
    "actno" integer NOT NULL,
    "ActorType" smallint,
    "Fornavn" varchar(60),
    "Mellomnavn" varchar(60),
    "Etternavn" varchar(100),
    "Fødselsnummer" varchar(11),
    "Fødselsdato" date,
    "Kjønn" varchar(1),
    "Sivilstand" smallint,
    "Statsborgerskap" varchar(2),
    "Morsmål" varchar(40),
    "TolkBehov" boolean,
    "Org.nr" varchar(9),
    "OverordnetActor" integer,
    "Adresse1" varchar(80),
    "Adresse2" varchar(80),
    "Postnr" varchar(4),
    "Poststed" varchar(40),
    "Kommunenr" varchar(4),
    "Landkode" varchar(2),
    "Telefon" varchar(20),
    "Mobiltlf" varchar(20),
    "Epost" varchar(254),
    "EpostBekreftet" boolean,
    "Hjemmeside" varchar(200),
    "BrukerNavn" varchar(50),
    "Importhash" bytea,
    "PortalId" bytea,
    "SistInnlogget" timestamp(3),
    "FeilInnlogginger" smallint,
    "Språkkode" varchar(5),
    "Bilde" bytea,
    "Notat" text,
    "AvdelingId" integer,
    "SaksbehandlerId" integer,
    "NavKontor" varchar(60),
    "NavSaksnr" varchar(20),
    "Ytelse" varchar(30),
    "YtelseTilDato" timestamp(0),
    "Utdanningsnivå" smallint,
    "SisteArbeidsgiver" varchar(100),
    "ArbeidslederSiden" date,
    "FørerkortKlasser" varchar(20),
    "DisponererBil" boolean,
    "KontonummerLønn" bytea,
    "Kredittgrense" numeric(19,4),
    "Rabattsats" real,
    "AntallAnsatte" integer,
    "Bransjekode" varchar(10),
    "Kundenr" integer,
    "Reservert" boolean,
    "Aktiv" boolean,
    "AvsluttetDato" timestamp(3),
    "RegDato" timestamp(3),
    "RegAv" varchar(50),
    "EndretDato" timestamp(3),
    "ts" bytea,
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
    CONSTRAINT "Actor_pkey" PRIMARY KEY ("actno")
);

COMMENT ON TABLE {{SCHEMA}}."Actor" IS 'Replica of dbo.Actor (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."actno" IS 'actno int not null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."ActorType" IS 'ActorType tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Fornavn" IS 'Fornavn nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Mellomnavn" IS 'Mellomnavn nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Etternavn" IS 'Etternavn nvarchar(100) not null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Fødselsnummer" IS 'Fødselsnummer dbo.Personnummer = nchar(11) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Fødselsdato" IS 'Fødselsdato date null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Kjønn" IS 'Kjønn char(1) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Sivilstand" IS 'Sivilstand tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Statsborgerskap" IS 'Statsborgerskap varchar(2) null; references dbo.Land.Landkode';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Morsmål" IS 'Morsmål nvarchar(40) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."TolkBehov" IS 'TolkBehov bit null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Org.nr" IS 'Org.nr dbo.Organisasjonsnummer = char(9) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."OverordnetActor" IS 'OverordnetActor int null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Adresse1" IS 'Adresse1 nvarchar(80) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Adresse2" IS 'Adresse2 nvarchar(80) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Postnr" IS 'Postnr nchar(4) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Poststed" IS 'Poststed nvarchar(40) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Kommunenr" IS 'Kommunenr nvarchar(4) null; references dbo.Kommune.Kommunenr';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Landkode" IS 'Landkode varchar(2) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Telefon" IS 'Telefon dbo.Telefon = varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Mobiltlf" IS 'Mobiltlf dbo.Telefon = varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Epost" IS 'Epost dbo.Epost = nvarchar(254) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."EpostBekreftet" IS 'EpostBekreftet bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Hjemmeside" IS 'Hjemmeside nvarchar(200) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."BrukerNavn" IS 'BrukerNavn dbo.BrukerNavn = nvarchar(50) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Importhash" IS 'Importhash varbinary(64) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."PortalId" IS 'PortalId binary(16) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."SistInnlogget" IS 'SistInnlogget datetime null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."FeilInnlogginger" IS 'FeilInnlogginger smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Språkkode" IS 'Språkkode char(5) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Bilde" IS 'Bilde image null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Notat" IS 'Notat ntext null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."AvdelingId" IS 'AvdelingId int null; references dbo.Avdeling.AvdelingId';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."SaksbehandlerId" IS 'SaksbehandlerId int null; references dbo.Bruker.BrukerId';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."NavKontor" IS 'NavKontor nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."NavSaksnr" IS 'NavSaksnr varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Ytelse" IS 'Ytelse nvarchar(30) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."YtelseTilDato" IS 'YtelseTilDato smalldatetime null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Utdanningsnivå" IS 'Utdanningsnivå tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."SisteArbeidsgiver" IS 'SisteArbeidsgiver nvarchar(100) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."ArbeidslederSiden" IS 'ArbeidslederSiden date null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."FørerkortKlasser" IS 'FørerkortKlasser varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."DisponererBil" IS 'DisponererBil bit null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."KontonummerLønn" IS 'KontonummerLønn dbo.Kontonummer = clr null; lost: not carried by Debezium; not in the change stream';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Kredittgrense" IS 'Kredittgrense money null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Rabattsats" IS 'Rabattsats real null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."AntallAnsatte" IS 'AntallAnsatte int null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Bransjekode" IS 'Bransjekode varchar(10) null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Kundenr" IS 'Kundenr int null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Reservert" IS 'Reservert bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."Aktiv" IS 'Aktiv bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."AvsluttetDato" IS 'AvsluttetDato datetime null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."RegDato" IS 'RegDato datetime not null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."RegAv" IS 'RegAv nvarchar(50) not null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."EndretDato" IS 'EndretDato datetime null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."ts" IS 'ts rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Actor"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
