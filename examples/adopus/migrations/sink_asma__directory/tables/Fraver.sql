-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Fraver of AdOpusTest, service adopus
-- target: Fraver in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 1bb51b58745e9a80123966fa25da8b0a578989a09762ee250169b3361eefcc85

CREATE TABLE {{SCHEMA}}."Fraver" (
    "FraverId" integer NOT NULL,
    "TiltakId" integer,
    "actno" integer,
    "Periode" smallint,
    "Årsak" smallint,
    "FraDato" date,
    "TilDato" date,
    "FraKl" time(0),
    "TilKl" time(0),
    "Timer" numeric(5,2),
    "Grad" smallint,
    "Egenmelding" boolean,
    "Sykmelding" boolean,
    "DokumentId" integer,
    "MeldtTid" timestamp(0),
    "MeldtVia" varchar(1),
    "Godkjent" boolean,
    "GodkjentAv" integer,
    "Merknad" varchar(500),
    "RegDato" timestamp(3),
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
    CONSTRAINT "Fraver_pkey" PRIMARY KEY ("FraverId")
);

COMMENT ON TABLE {{SCHEMA}}."Fraver" IS 'Replica of dbo.Fraver (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."FraverId" IS 'FraverId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."TiltakId" IS 'TiltakId int not null; references dbo.Tiltaksdeltaker.TiltakId';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."actno" IS 'actno int not null; references dbo.Tiltaksdeltaker.actno';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."Periode" IS 'Periode smallint not null; references dbo.Tiltaksdeltaker.Periode';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."Årsak" IS 'Årsak smallint not null; references dbo.Fraværsårsak.ÅrsakId';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."FraDato" IS 'FraDato date not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."TilDato" IS 'TilDato date null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."FraKl" IS 'FraKl time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."TilKl" IS 'TilKl time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."Timer" IS 'Timer decimal(5,2) null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."Grad" IS 'Grad tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."Egenmelding" IS 'Egenmelding bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."Sykmelding" IS 'Sykmelding bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."DokumentId" IS 'DokumentId int null; references dbo.Dokument.DokumentId';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."MeldtTid" IS 'MeldtTid smalldatetime null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."MeldtVia" IS 'MeldtVia char(1) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."Godkjent" IS 'Godkjent bit null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."GodkjentAv" IS 'GodkjentAv int null; references dbo.Bruker.BrukerId';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."Merknad" IS 'Merknad nvarchar(500) null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."RegDato" IS 'RegDato datetime not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."ts" IS 'ts rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Fraver"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
