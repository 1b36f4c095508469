-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Bruker of AdOpusTest, service adopus
-- target: Bruker in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 6b7f2860b81e085636901ff3386017962e6e9538b5f9320e6431fe3bfaf236b4

CREATE TABLE {{SCHEMA}}."Bruker" (
    "BrukerId" integer NOT NULL,
    "actno" integer,
    "Login" varchar(128),
    "AdObjektGuid" uuid,
    "Initialer" varchar(6),
    "Fullt navn" varchar(160),
    "Tittel" varchar(80),
    "Epost" varchar(254),
    "Telefon" varchar(20),
    "AvdelingId" integer,
    "Rolle" varchar(30),
    "Rettighetsmaske" bigint,
    "Administrator" boolean,
    "ArbeidstidFra" time(0),
    "ArbeidstidTil" time(0),
    "Tidssone" varchar(40),
    "Tema" smallint,
    "Innstillinger" text,
    "SistInnlogget" timestamptz(3),
    "SperretTil" timestamptz(3),
    "GyldigFra" date,
    "GyldigTil" date,
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
    CONSTRAINT "Bruker_pkey" PRIMARY KEY ("BrukerId")
);

COMMENT ON TABLE {{SCHEMA}}."Bruker" IS 'Replica of dbo.Bruker (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."BrukerId" IS 'BrukerId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."actno" IS 'actno int null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."Login" IS 'Login sys.sysname = nvarchar(128) not null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."AdObjektGuid" IS 'AdObjektGuid uniqueidentifier null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."Initialer" IS 'Initialer nvarchar(6) not null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."Fullt navn" IS 'Fullt navn nvarchar(160) not null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."Tittel" IS 'Tittel nvarchar(80) null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."Epost" IS 'Epost dbo.Epost = nvarchar(254) null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."Telefon" IS 'Telefon dbo.Telefon = varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."AvdelingId" IS 'AvdelingId int null; references dbo.Avdeling.AvdelingId';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."Rolle" IS 'Rolle varchar(30) not null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."Rettighetsmaske" IS 'Rettighetsmaske bigint not null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."Administrator" IS 'Administrator dbo.Flagg = bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."ArbeidstidFra" IS 'ArbeidstidFra time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."ArbeidstidTil" IS 'ArbeidstidTil time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."Tidssone" IS 'Tidssone varchar(40) not null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."Tema" IS 'Tema tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."Innstillinger" IS 'Innstillinger xml null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."SistInnlogget" IS 'SistInnlogget datetimeoffset(3) null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."SperretTil" IS 'SperretTil datetimeoffset(3) null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."GyldigFra" IS 'GyldigFra date not null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."GyldigTil" IS 'GyldigTil date null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Bruker"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
