-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Tiltak of AdOpusTest, service adopus
-- target: Tiltak in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 26f15b8d19fa05a5f9020a65c3ae4aa7480a273ddb7253984eca2476561580b9

CREATE TABLE {{SCHEMA}}."Tiltak" (
    "TiltakId" integer NOT NULL,
    "Tiltakskode" varchar(12),
    "Navn" varchar(120),
    "AvtaleId" integer,
    "AvdelingId" integer,
    "Ansvarlig" integer,
    "TiltakType" smallint,
    "Kategori" varchar(20),
    "Formål" varchar(2000),
    "Målgruppe" varchar(1000),
    "Oppstart" date,
    "Slutt" date,
    "Løpende inntak" boolean,
    "Varighet uker" smallint,
    "MaksVarighet mnd" smallint,
    "AntallPlasser" smallint,
    "Overbooking%" real,
    "PlasserLedig" smallint,
    "Venteliste" smallint,
    "TimerPrUke" numeric(4,1),
    "Dagsats" numeric(10,4),
    "Takst" numeric(18,2),
    "NavTiltaksnr" bigint,
    "NavTiltaksår" smallint,
    "Sted" varchar(80),
    "Møtested" bytea,
    "Oppmøte" time(0),
    "Status" smallint,
    "Farge" bytea,
    "Publisert" boolean,
    "Nettside" varchar(400),
    "Ingress" varchar(500),
    "Webtekst" text,
    "Sertifisering" varchar(60),
    "Opprettet" timestamp(3),
    "OpprettetAv" integer,
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
    CONSTRAINT "Tiltak_pkey" PRIMARY KEY ("TiltakId")
);

COMMENT ON TABLE {{SCHEMA}}."Tiltak" IS 'Replica of dbo.Tiltak (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."TiltakId" IS 'TiltakId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Tiltakskode" IS 'Tiltakskode varchar(12) not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Navn" IS 'Navn nvarchar(120) not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."AvtaleId" IS 'AvtaleId int null; references dbo.Avtale.AvtaleId';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."AvdelingId" IS 'AvdelingId int not null; references dbo.Avdeling.AvdelingId';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Ansvarlig" IS 'Ansvarlig int null; references dbo.Bruker.BrukerId';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."TiltakType" IS 'TiltakType tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Kategori" IS 'Kategori varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Formål" IS 'Formål nvarchar(2000) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Målgruppe" IS 'Målgruppe nvarchar(1000) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Oppstart" IS 'Oppstart date not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Slutt" IS 'Slutt date null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Løpende inntak" IS 'Løpende inntak bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Varighet uker" IS 'Varighet uker smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."MaksVarighet mnd" IS 'MaksVarighet mnd tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."AntallPlasser" IS 'AntallPlasser smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Overbooking%" IS 'Overbooking% real null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."PlasserLedig" IS 'PlasserLedig smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Venteliste" IS 'Venteliste smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."TimerPrUke" IS 'TimerPrUke decimal(4,1) not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Dagsats" IS 'Dagsats smallmoney null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Takst" IS 'Takst dbo.Belop = decimal(18,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."NavTiltaksnr" IS 'NavTiltaksnr bigint null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."NavTiltaksår" IS 'NavTiltaksår smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Sted" IS 'Sted nvarchar(80) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Møtested" IS 'Møtested geography null; lost: not carried by Debezium; not in the change stream';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Oppmøte" IS 'Oppmøte time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Status" IS 'Status tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Farge" IS 'Farge binary(3) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Publisert" IS 'Publisert bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Nettside" IS 'Nettside nvarchar(400) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Ingress" IS 'Ingress nvarchar(500) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Webtekst" IS 'Webtekst nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Sertifisering" IS 'Sertifisering nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Opprettet" IS 'Opprettet datetime not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."OpprettetAv" IS 'OpprettetAv int null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."Endret" IS 'Endret datetime null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Tiltak"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
