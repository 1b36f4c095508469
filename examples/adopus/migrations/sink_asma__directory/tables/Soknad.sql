-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Soknad of AdOpusTest, service adopus
-- target: Soknad in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: fe7d34f90147a4e5da1150fd1bf64cb97e92202e2e2e94336d181f7dac80b9bd

CREATE TABLE {{SCHEMA}}."Soknad" (
    "SoknadId" integer NOT NULL,
    "Søknadsnr" varchar(20),
    "actno" integer,
    "TiltakId" integer,
    "Kurs Id" integer,
    "SoknadType" smallint,
    "Kilde" varchar(20),
    "MottattTid" timestamp(6),
    "MottattAv" integer,
    "Innsøker" integer,
    "InnsøkerNavn" varchar(120),
    "InnsøkerEpost" varchar(254),
    "NavKontor" varchar(60),
    "NavEnhetsnr" varchar(4),
    "NavBestillingsId" uuid,
    "Prioritet" smallint,
    "Status" smallint,
    "StatusDato" timestamp(6),
    "ØnsketOppstart" date,
    "Bakgrunn" text,
    "Målsetting" text,
    "Utdanning" varchar(2000),
    "Arbeidserfaring" text,
    "Språknivå" varchar(2),
    "Dataferdigheter" smallint,
    "HarBarnepass" boolean,
    "Transport" varchar(20),
    "Tilrettelegging" varchar(1000),
    "Samtykke" boolean,
    "SamtykkeTid" timestamptz(3),
    "Vurdering" text,
    "VurdertAv" integer,
    "VurdertDato" date,
    "Poengsum" numeric(6,2),
    "Innstilling" smallint,
    "Avslagsgrunn" varchar(20),
    "Avslagstekst" varchar(2000),
    "SvarSendt" timestamp(0),
    "KlagefristUtløper" date,
    "Råmelding" text,
    "Opprettet" timestamp(3),
    "Endret" timestamp(3),
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
    CONSTRAINT "Soknad_pkey" PRIMARY KEY ("SoknadId")
);

COMMENT ON TABLE {{SCHEMA}}."Soknad" IS 'Replica of dbo.Soknad (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."SoknadId" IS 'SoknadId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Søknadsnr" IS 'Søknadsnr nvarchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."actno" IS 'actno int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."TiltakId" IS 'TiltakId int null; references dbo.Tiltak.TiltakId';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Kurs Id" IS 'Kurs Id int null; references dbo.Kurs.Kurs Id';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."SoknadType" IS 'SoknadType tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Kilde" IS 'Kilde varchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."MottattTid" IS 'MottattTid datetime2(7) not null; lost: 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."MottattAv" IS 'MottattAv int null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Innsøker" IS 'Innsøker int null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."InnsøkerNavn" IS 'InnsøkerNavn nvarchar(120) null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."InnsøkerEpost" IS 'InnsøkerEpost dbo.Epost = nvarchar(254) null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."NavKontor" IS 'NavKontor nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."NavEnhetsnr" IS 'NavEnhetsnr char(4) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."NavBestillingsId" IS 'NavBestillingsId uniqueidentifier null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Prioritet" IS 'Prioritet tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Status" IS 'Status tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."StatusDato" IS 'StatusDato datetime2(7) null; lost: 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."ØnsketOppstart" IS 'ØnsketOppstart date null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Bakgrunn" IS 'Bakgrunn nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Målsetting" IS 'Målsetting nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Utdanning" IS 'Utdanning nvarchar(2000) null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Arbeidserfaring" IS 'Arbeidserfaring nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Språknivå" IS 'Språknivå char(2) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Dataferdigheter" IS 'Dataferdigheter tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."HarBarnepass" IS 'HarBarnepass bit null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Transport" IS 'Transport varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Tilrettelegging" IS 'Tilrettelegging nvarchar(1000) null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Samtykke" IS 'Samtykke bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."SamtykkeTid" IS 'SamtykkeTid datetimeoffset(3) null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Vurdering" IS 'Vurdering ntext null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."VurdertAv" IS 'VurdertAv int null; references dbo.Bruker.BrukerId';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."VurdertDato" IS 'VurdertDato date null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Poengsum" IS 'Poengsum decimal(6,2) null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Innstilling" IS 'Innstilling tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Avslagsgrunn" IS 'Avslagsgrunn varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Avslagstekst" IS 'Avslagstekst nvarchar(2000) null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."SvarSendt" IS 'SvarSendt smalldatetime null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."KlagefristUtløper" IS 'KlagefristUtløper date null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Råmelding" IS 'Råmelding xml null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Opprettet" IS 'Opprettet datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."Endret" IS 'Endret datetime2(3) null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Soknad"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
