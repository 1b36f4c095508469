-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Journal of AdOpusTest, service adopus
-- target: Journal in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 14c7ac3523a07c344da1b821e8c7e0304e6a0891ef95c0f0b6e82b5f46cf2ceb

CREATE TABLE {{SCHEMA}}."Journal" (
    "JournalId" integer NOT NULL,
    "actno" integer,
    "TiltakId" integer,
    "Dato" timestamp(3),
    "Type" varchar(20),
    "Overskrift" varchar(200),
    "Tekst" text,
    "TekstRtf" text,
    "Intern" boolean,
    "Skjermet" boolean,
    "Skjermingshjemmel" varchar(100),
    "Deltaker til stede" boolean,
    "Kanal" smallint,
    "VarighetMin" smallint,
    "NesteKontakt" timestamp(0),
    "Tiltakspunkt" varchar(400),
    "Frist" timestamp(0),
    "Utført" boolean,
    "Skrevet av" integer,
    "Signert" boolean,
    "SignertTid" timestamp(3),
    "SignertHash" bytea,
    "SvarPå" integer,
    "DokumentId" integer,
    "Group" varchar(20),
    "Slettet" boolean,
    "SlettetAv" integer,
    "SlettetDato" timestamp(3),
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
    CONSTRAINT "Journal_pkey" PRIMARY KEY ("JournalId")
);

COMMENT ON TABLE {{SCHEMA}}."Journal" IS 'Replica of dbo.Journal (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."JournalId" IS 'JournalId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."actno" IS 'actno int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."TiltakId" IS 'TiltakId int null; references dbo.Tiltak.TiltakId';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Dato" IS 'Dato datetime not null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Type" IS 'Type varchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Overskrift" IS 'Overskrift nvarchar(200) not null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Tekst" IS 'Tekst ntext null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."TekstRtf" IS 'TekstRtf text null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Intern" IS 'Intern bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Skjermet" IS 'Skjermet bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Skjermingshjemmel" IS 'Skjermingshjemmel nvarchar(100) null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Deltaker til stede" IS 'Deltaker til stede bit null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Kanal" IS 'Kanal tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."VarighetMin" IS 'VarighetMin smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."NesteKontakt" IS 'NesteKontakt smalldatetime null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Tiltakspunkt" IS 'Tiltakspunkt nvarchar(400) null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Frist" IS 'Frist smalldatetime null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Utført" IS 'Utført bit null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Skrevet av" IS 'Skrevet av int not null; references dbo.Bruker.BrukerId';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Signert" IS 'Signert bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."SignertTid" IS 'SignertTid datetime null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."SignertHash" IS 'SignertHash varbinary(32) null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."SvarPå" IS 'SvarPå int null; references dbo.Journal.JournalId';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."DokumentId" IS 'DokumentId int null; references dbo.Dokument.DokumentId';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Group" IS 'Group varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."Slettet" IS 'Slettet bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."SlettetAv" IS 'SlettetAv int null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."SlettetDato" IS 'SlettetDato datetime null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."RegDato" IS 'RegDato datetime not null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."ts" IS 'ts rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Journal"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
