-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Handlingsplan of AdOpusTest, service adopus
-- target: Handlingsplan in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 6c4ec0523c32432cdfea8babfbbb852fa568043f9c288d82d7d5bc08f38e1f78

CREATE TABLE {{SCHEMA}}."Handlingsplan" (
    "PlanId" integer NOT NULL,
    "actno" integer,
    "TiltakId" integer,
    "Versjon" smallint,
    "Hovedmål" varchar(500),
    "Delmål" text,
    "ØnsketYrke" varchar(8),
    "ØnsketBransje" varchar(60),
    "Ressurser" text,
    "Hindringer" text,
    "Aktiviteter" text,
    "Avtalt med NAV" boolean,
    "FraDato" date,
    "TilDato" date,
    "Evaluert" date,
    "Evaluering" text,
    "Måloppnåelse%" numeric(5,2),
    "SignertDeltaker" timestamptz(0),
    "SignertVeileder" timestamptz(0),
    "Veileder" integer,
    "DokumentId" integer,
    "Status" smallint,
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
    CONSTRAINT "Handlingsplan_pkey" PRIMARY KEY ("PlanId")
);

COMMENT ON TABLE {{SCHEMA}}."Handlingsplan" IS 'Replica of dbo.Handlingsplan (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."PlanId" IS 'PlanId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."actno" IS 'actno int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."TiltakId" IS 'TiltakId int null; references dbo.Tiltak.TiltakId';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Versjon" IS 'Versjon smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Hovedmål" IS 'Hovedmål nvarchar(500) not null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Delmål" IS 'Delmål nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."ØnsketYrke" IS 'ØnsketYrke varchar(8) null; references dbo.Yrke.Styrk';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."ØnsketBransje" IS 'ØnsketBransje nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Ressurser" IS 'Ressurser nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Hindringer" IS 'Hindringer nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Aktiviteter" IS 'Aktiviteter xml null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Avtalt med NAV" IS 'Avtalt med NAV bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."FraDato" IS 'FraDato date not null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."TilDato" IS 'TilDato date null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Evaluert" IS 'Evaluert date null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Evaluering" IS 'Evaluering nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Måloppnåelse%" IS 'Måloppnåelse% decimal(5,2) null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."SignertDeltaker" IS 'SignertDeltaker datetimeoffset(0) null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."SignertVeileder" IS 'SignertVeileder datetimeoffset(0) null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Veileder" IS 'Veileder int null; references dbo.Bruker.BrukerId';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."DokumentId" IS 'DokumentId int null; references dbo.Dokument.DokumentId';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Status" IS 'Status tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Opprettet" IS 'Opprettet datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."OpprettetAv" IS 'OpprettetAv int null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."Endret" IS 'Endret datetime2(3) null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Handlingsplan"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
