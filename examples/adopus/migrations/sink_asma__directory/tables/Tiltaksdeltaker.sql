-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Tiltaksdeltaker of AdOpusTest, service adopus
-- target: Tiltaksdeltaker in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 55cc139720e5cee05208cd49d95d99d3c85dfa18228cdc6230d46ed38e7c4feb

CREATE TABLE {{SCHEMA}}."Tiltaksdeltaker" (
    "TiltakId" integer NOT NULL,
    "actno" integer NOT NULL,
    "Periode" smallint NOT NULL,
    "SoknadId" integer,
    "Status" smallint,
    "StatusDato" timestamp(3),
    "StartDato" date,
    "SluttDato" date,
    "PlanlagtSlutt" date,
    "Sluttårsak" varchar(20),
    "Fullført" boolean,
    "Stillings%" numeric(5,2),
    "TimerPrUke" numeric(4,1),
    "Dager pr uke" smallint,
    "Veileder" integer,
    "Innsøkende instans" integer,
    "NavSaksnr" varchar(20),
    "Vedtaksnr" varchar(20),
    "VedtakFra" date,
    "VedtakTil" date,
    "Ytelse" varchar(30),
    "Dagsats" numeric(10,4),
    "Reisepenger" numeric(19,4),
    "AvstandKm" double precision,
    "Oppmøteprosent" real,
    "Praksisbedrift" integer,
    "PraksisFra" date,
    "PraksisTil" date,
    "ResultatKode" varchar(10),
    "Til jobb hos" varchar(100),
    "Til jobb stilling" varchar(100),
    "OppfølgingTil" date,
    "Merknad" text,
    "Opprettet" timestamp(3),
    "OpprettetAv" integer,
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
    CONSTRAINT "Tiltaksdeltaker_pkey" PRIMARY KEY ("TiltakId", "actno", "Periode")
);

COMMENT ON TABLE {{SCHEMA}}."Tiltaksdeltaker" IS 'Replica of dbo.Tiltaksdeltaker (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."TiltakId" IS 'TiltakId int not null; references dbo.Tiltak.TiltakId';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."actno" IS 'actno int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Periode" IS 'Periode smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."SoknadId" IS 'SoknadId int null; references dbo.Soknad.SoknadId';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Status" IS 'Status tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."StatusDato" IS 'StatusDato datetime not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."StartDato" IS 'StartDato date not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."SluttDato" IS 'SluttDato date null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."PlanlagtSlutt" IS 'PlanlagtSlutt date null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Sluttårsak" IS 'Sluttårsak varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Fullført" IS 'Fullført bit null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Stillings%" IS 'Stillings% numeric(5,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."TimerPrUke" IS 'TimerPrUke decimal(4,1) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Dager pr uke" IS 'Dager pr uke tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Veileder" IS 'Veileder int null; references dbo.Bruker.BrukerId';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Innsøkende instans" IS 'Innsøkende instans int null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."NavSaksnr" IS 'NavSaksnr varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Vedtaksnr" IS 'Vedtaksnr varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."VedtakFra" IS 'VedtakFra date null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."VedtakTil" IS 'VedtakTil date null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Ytelse" IS 'Ytelse nvarchar(30) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Dagsats" IS 'Dagsats smallmoney null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Reisepenger" IS 'Reisepenger money null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."AvstandKm" IS 'AvstandKm float(53) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Oppmøteprosent" IS 'Oppmøteprosent real null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Praksisbedrift" IS 'Praksisbedrift int null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."PraksisFra" IS 'PraksisFra date null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."PraksisTil" IS 'PraksisTil date null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."ResultatKode" IS 'ResultatKode varchar(10) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Til jobb hos" IS 'Til jobb hos nvarchar(100) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Til jobb stilling" IS 'Til jobb stilling nvarchar(100) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."OppfølgingTil" IS 'OppfølgingTil date null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Merknad" IS 'Merknad text null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."Opprettet" IS 'Opprettet datetime not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."OpprettetAv" IS 'OpprettetAv int null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."ts" IS 'ts rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Tiltaksdeltaker"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
