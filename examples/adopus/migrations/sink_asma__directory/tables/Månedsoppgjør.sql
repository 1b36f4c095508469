-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Månedsoppgjør of AdOpusTest, service adopus
-- target: Månedsoppgjør in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 056b05868825b4b23a57a79e9b11daddbfc7286d5ceaa35782d07bfa809f2c8c

CREATE TABLE {{SCHEMA}}."Månedsoppgjør" (
    "År" smallint NOT NULL,
    "Måned" smallint NOT NULL,
    "TiltakId" integer NOT NULL,
    "actno" integer NOT NULL,
    "Periode" smallint NOT NULL,
    "Avdeling" integer,
    "Kalenderdager" smallint,
    "Virkedager" smallint,
    "Oppmøtedager" smallint,
    "Fraværsdager gyldig" smallint,
    "Fraværsdager ugyldig" smallint,
    "Sykedager" smallint,
    "Feriedager" smallint,
    "Timer plan" numeric(6,2),
    "Timer faktisk" numeric(6,2),
    "Timer praksis" numeric(6,2),
    "Oppmøte %" real,
    "Plassandel" numeric(9,6),
    "Dagsats" numeric(10,4),
    "Ytelse" numeric(19,4),
    "Trekk" numeric(19,4),
    "Reise" numeric(19,4),
    "Bonus" numeric(19,4),
    "Valutakurs" double precision,
    "Konto" varchar(10),
    "Bilagsnr" bigint,
    "Bilagsdato" timestamp(0),
    "Kjørt" timestamp(3),
    "Kjørt av" varchar(50),
    "Kjøring nr" integer,
    "Godkjent" boolean,
    "Godkjent av" varchar(50),
    "Godkjent dato" timestamp(3),
    "Overført NAV" boolean,
    "Overført dato" timestamp(3),
    "Kvittering" varchar(60),
    "Avvik" text,
    "Låst" boolean,
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
    CONSTRAINT "Månedsoppgjør_pkey" PRIMARY KEY ("År", "Måned", "TiltakId", "actno", "Periode")
);

COMMENT ON TABLE {{SCHEMA}}."Månedsoppgjør" IS 'Replica of dbo.Månedsoppgjør (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."År" IS 'År smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Måned" IS 'Måned tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."TiltakId" IS 'TiltakId int not null; references dbo.Tiltaksdeltaker.TiltakId';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."actno" IS 'actno int not null; references dbo.Tiltaksdeltaker.actno';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Periode" IS 'Periode smallint not null; references dbo.Tiltaksdeltaker.Periode';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Avdeling" IS 'Avdeling int null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Kalenderdager" IS 'Kalenderdager tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Virkedager" IS 'Virkedager tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Oppmøtedager" IS 'Oppmøtedager tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Fraværsdager gyldig" IS 'Fraværsdager gyldig tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Fraværsdager ugyldig" IS 'Fraværsdager ugyldig tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Sykedager" IS 'Sykedager tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Feriedager" IS 'Feriedager tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Timer plan" IS 'Timer plan decimal(6,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Timer faktisk" IS 'Timer faktisk decimal(6,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Timer praksis" IS 'Timer praksis decimal(6,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Oppmøte %" IS 'Oppmøte % real null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Plassandel" IS 'Plassandel numeric(9,6) not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Dagsats" IS 'Dagsats smallmoney not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Ytelse" IS 'Ytelse money not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Trekk" IS 'Trekk money not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Reise" IS 'Reise money not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Bonus" IS 'Bonus money not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Valutakurs" IS 'Valutakurs float(53) null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Konto" IS 'Konto varchar(10) null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Bilagsnr" IS 'Bilagsnr bigint null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Bilagsdato" IS 'Bilagsdato smalldatetime null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Kjørt" IS 'Kjørt datetime null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Kjørt av" IS 'Kjørt av nvarchar(50) null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Kjøring nr" IS 'Kjøring nr int null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Godkjent" IS 'Godkjent bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Godkjent av" IS 'Godkjent av nvarchar(50) null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Godkjent dato" IS 'Godkjent dato datetime null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Overført NAV" IS 'Overført NAV bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Overført dato" IS 'Overført dato datetime null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Kvittering" IS 'Kvittering nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Avvik" IS 'Avvik ntext null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."Låst" IS 'Låst bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."ts" IS 'ts rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Månedsoppgjør"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
