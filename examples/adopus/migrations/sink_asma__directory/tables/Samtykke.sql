-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Samtykke of AdOpusTest, service adopus
-- target: Samtykke in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 2d1ce3e57d9359ea7b411b012c5b45465299eddafaadac459613963fb04be529

CREATE TABLE {{SCHEMA}}."Samtykke" (
    "SamtykkeId" uuid NOT NULL,
    "actno" integer,
    "Formål" varchar(40),
    "Tekstversjon" smallint,
    "Gitt" timestamptz(6),
    "GittVia" varchar(20),
    "IpAdresse" varchar(45),
    "BankIdReferanse" varchar(100),
    "GyldigTil" date,
    "Trukket" timestamptz(6),
    "TrukketAv" integer,
    "Omfang" text,
    "DataAnsvarlig" varchar(60),
    "Dataansvarlig" integer,
    "Databehandler" integer,
    "DokumentId" integer,
    "Bevis" bytea,
    "Opprettet" timestamp(3),
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
    CONSTRAINT "Samtykke_pkey" PRIMARY KEY ("SamtykkeId")
);

COMMENT ON TABLE {{SCHEMA}}."Samtykke" IS 'Replica of dbo.Samtykke (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."SamtykkeId" IS 'SamtykkeId uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."actno" IS 'actno int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."Formål" IS 'Formål varchar(40) not null';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."Tekstversjon" IS 'Tekstversjon smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."Gitt" IS 'Gitt datetimeoffset(7) not null; lost: the offset itself, and 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."GittVia" IS 'GittVia varchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."IpAdresse" IS 'IpAdresse varchar(45) null';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."BankIdReferanse" IS 'BankIdReferanse nvarchar(100) null';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."GyldigTil" IS 'GyldigTil date null';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."Trukket" IS 'Trukket datetimeoffset(7) null; lost: the offset itself, and 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."TrukketAv" IS 'TrukketAv int null';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."Omfang" IS 'Omfang xml null';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."DataAnsvarlig" IS 'DataAnsvarlig nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."Dataansvarlig" IS 'Dataansvarlig int null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."Databehandler" IS 'Databehandler int null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."DokumentId" IS 'DokumentId int null; references dbo.Dokument.DokumentId';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."Bevis" IS 'Bevis varbinary(max) null';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."Opprettet" IS 'Opprettet datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Samtykke"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
