-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Endringslogg of AdOpusTest, service adopus
-- target: Endringslogg in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: ac20979fa3df9241af8ab80488428a481fd36df20f4dea7556e6132de37eb363

CREATE TABLE {{SCHEMA}}."Endringslogg" (
    "LoggId" bigint NOT NULL,
    "Tid" timestamp(6),
    "Skjema" varchar(128),
    "Tabell" varchar(128),
    "Kolonne" varchar(128),
    "Nøkkel" varchar(450),
    "Operasjon" varchar(1),
    "Gammel" text,
    "Ny" text,
    "GammelTekst" text,
    "NyTekst" text,
    "Bruker" varchar(128),
    "Maskin" varchar(128),
    "Program" varchar(128),
    "Kontekst" bytea,
    "Transaksjon" bigint,
    "Nivå" smallint,
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
    CONSTRAINT "Endringslogg_pkey" PRIMARY KEY ("LoggId")
);

COMMENT ON TABLE {{SCHEMA}}."Endringslogg" IS 'Replica of dbo.Endringslogg (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."LoggId" IS 'LoggId bigint not null';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Tid" IS 'Tid datetime2(7) not null; lost: 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Skjema" IS 'Skjema sys.sysname = nvarchar(128) not null';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Tabell" IS 'Tabell sys.sysname = nvarchar(128) not null';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Kolonne" IS 'Kolonne sys.sysname = nvarchar(128) null';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Nøkkel" IS 'Nøkkel nvarchar(450) not null';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Operasjon" IS 'Operasjon char(1) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Gammel" IS 'Gammel sql_variant null; lost: not carried by Debezium; not in the change stream';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Ny" IS 'Ny sql_variant null; lost: not carried by Debezium; not in the change stream';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."GammelTekst" IS 'GammelTekst nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."NyTekst" IS 'NyTekst nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Bruker" IS 'Bruker nvarchar(128) not null';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Maskin" IS 'Maskin nvarchar(128) null';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Program" IS 'Program nvarchar(128) null';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Kontekst" IS 'Kontekst varbinary(128) null';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Transaksjon" IS 'Transaksjon bigint null';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."Nivå" IS 'Nivå tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Endringslogg"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
