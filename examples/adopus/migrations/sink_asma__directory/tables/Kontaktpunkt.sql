-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kontaktpunkt of AdOpusTest, service adopus
-- target: Kontaktpunkt in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: f567df9482995c48766a3a15a5d33412c7df116400898239200cdabbad18e438

CREATE TABLE {{SCHEMA}}."Kontaktpunkt" (
    "KontaktpunktId" integer NOT NULL,
    "actno" integer,
    "Kanal" smallint,
    "Verdi" varchar(254),
    "Etikett" varchar(40),
    "Foretrukket" boolean,
    "ReservertMotVarsel" boolean,
    "Bekreftet" timestamp(0),
    "TidligstKlokken" time(0),
    "SenestKlokken" time(0),
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
    CONSTRAINT "Kontaktpunkt_pkey" PRIMARY KEY ("KontaktpunktId")
);

COMMENT ON TABLE {{SCHEMA}}."Kontaktpunkt" IS 'Replica of dbo.Kontaktpunkt (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."KontaktpunktId" IS 'KontaktpunktId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."actno" IS 'actno int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."Kanal" IS 'Kanal tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."Verdi" IS 'Verdi nvarchar(254) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."Etikett" IS 'Etikett nvarchar(40) null';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."Foretrukket" IS 'Foretrukket bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."ReservertMotVarsel" IS 'ReservertMotVarsel bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."Bekreftet" IS 'Bekreftet datetime2(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."TidligstKlokken" IS 'TidligstKlokken time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."SenestKlokken" IS 'SenestKlokken time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."Opprettet" IS 'Opprettet datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Kontaktpunkt"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
