-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ImportLogg of AdOpusTest, service adopus
-- target: ImportLogg in each tenant's schema, sink_asma.directory
-- templates: customer_id, received_at
-- sha256: 06f55be66ac2bf31cb16e9b70784a974e9c4d08757adc5e305c4c2194c8dadab

CREATE TABLE {{SCHEMA}}."ImportLogg" (
    "Tidspunkt" timestamp(6),
    "Jobb" varchar(128),
    "Kilde" varchar(20),
    "Filnavn" varchar(260),
    "Linje" integer,
    "Nivå" varchar(1),
    "actno" integer,
    "Antall" numeric(18,0),
    "Sekunder" double precision,
    "Andel" real,
    "Feilet" boolean,
    "Pnr" varchar(11),
    "Melding" text,
    "Detaljer" text,
    "Rad" bytea,
    "Maskin" varchar(64),
    "_customer_id" uuid NOT NULL,
    "_received_at" timestamptz DEFAULT (now()),
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
    "__fences" jsonb
);

COMMENT ON TABLE {{SCHEMA}}."ImportLogg" IS 'Replica of dbo.ImportLogg (service adopus); append-only: every change event is a row';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Tidspunkt" IS 'Tidspunkt datetime2(7) not null; lost: 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Jobb" IS 'Jobb sys.sysname = nvarchar(128) not null';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Kilde" IS 'Kilde varchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Filnavn" IS 'Filnavn nvarchar(260) null';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Linje" IS 'Linje int null';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Nivå" IS 'Nivå char(1) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."actno" IS 'actno int null';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Antall" IS 'Antall decimal(18,0) null';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Sekunder" IS 'Sekunder float(53) null';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Andel" IS 'Andel real null';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Feilet" IS 'Feilet dbo.Flagg = bit not null';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Pnr" IS 'Pnr dbo.Personnummer = nchar(11) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Melding" IS 'Melding nvarchar(max) not null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Detaljer" IS 'Detaljer xml null';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Rad" IS 'Rad varbinary(8000) null';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."Maskin" IS 'Maskin varchar(64) not null';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."_received_at" IS 'template received_at; When the pipeline received the row; value: now()';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."ImportLogg"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
