-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Timeføring of AdOpusTest, service adopus
-- target: Timeføring in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 1b54e680e1ea12b15f59f1744a110a0f2f0e46d98415f1b71990311f10ed240f

CREATE TABLE {{SCHEMA}}."Timeføring" (
    "TimeføringId" bigint NOT NULL,
    "BrukerId" integer,
    "actno" integer,
    "TiltakId" integer,
    "Dato" date,
    "Start" timestamptz(0),
    "Slutt" timestamptz(0),
    "Timer" numeric(5,2),
    "Aktivitet" varchar(20),
    "Beskrivelse" varchar(1000),
    "Fakturerbar" boolean,
    "Timepris" numeric(10,4),
    "Beløp" numeric(19,4),
    "FakturaId" integer,
    "FakturaLinjenr" smallint,
    "Sted" bytea,
    "KjørteKm" real,
    "Bompenger" numeric(10,4),
    "Godkjent" boolean,
    "GodkjentAv" integer,
    "GodkjentTid" timestamp(0),
    "Låst" boolean,
    "Kilde" varchar(12),
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
    CONSTRAINT "Timeføring_pkey" PRIMARY KEY ("TimeføringId")
);

COMMENT ON TABLE {{SCHEMA}}."Timeføring" IS 'Replica of dbo.Timeføring (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."TimeføringId" IS 'TimeføringId bigint not null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."BrukerId" IS 'BrukerId int not null; references dbo.Bruker.BrukerId';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."actno" IS 'actno int null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."TiltakId" IS 'TiltakId int null; references dbo.Tiltak.TiltakId';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Dato" IS 'Dato date not null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Start" IS 'Start datetimeoffset(0) null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Slutt" IS 'Slutt datetimeoffset(0) null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Timer" IS 'Timer decimal(5,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Aktivitet" IS 'Aktivitet varchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Beskrivelse" IS 'Beskrivelse nvarchar(1000) null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Fakturerbar" IS 'Fakturerbar bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Timepris" IS 'Timepris smallmoney null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Beløp" IS 'Beløp money null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."FakturaId" IS 'FakturaId int null; references dbo.Fakturalinje.FakturaId';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."FakturaLinjenr" IS 'FakturaLinjenr smallint null; references dbo.Fakturalinje.Linjenr';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Sted" IS 'Sted geography null; lost: not carried by Debezium; not in the change stream';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."KjørteKm" IS 'KjørteKm real null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Bompenger" IS 'Bompenger smallmoney null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Godkjent" IS 'Godkjent bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."GodkjentAv" IS 'GodkjentAv int null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."GodkjentTid" IS 'GodkjentTid datetime2(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Låst" IS 'Låst bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Kilde" IS 'Kilde varchar(12) not null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Opprettet" IS 'Opprettet datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."Endret" IS 'Endret datetime2(3) null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Timeføring"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
