-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.KursSamling of AdOpusTest, service adopus
-- target: KursSamling in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: e1f672bbfd1bb98897faf4f0031866fbaef057f3c0a7bebd3116f323b2bd1c2e

CREATE TABLE {{SCHEMA}}."KursSamling" (
    "Kurs Id" integer NOT NULL,
    "Nr" smallint NOT NULL,
    "Tema" varchar(120),
    "Dato" date,
    "Fra" time(6),
    "Til" time(6),
    "Pause" time(0),
    "Rom" varchar(40),
    "Foreleser" varchar(120),
    "Honorar" numeric(19,4),
    "Presentasjon" bytea,
    "Opptak" varchar(400),
    "Avlyst" boolean,
    "Merknad" varchar(400),
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
    CONSTRAINT "KursSamling_pkey" PRIMARY KEY ("Kurs Id", "Nr")
);

COMMENT ON TABLE {{SCHEMA}}."KursSamling" IS 'Replica of dbo.KursSamling (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Kurs Id" IS 'Kurs Id int not null; references dbo.Kurs.Kurs Id';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Nr" IS 'Nr tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Tema" IS 'Tema nvarchar(120) not null';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Dato" IS 'Dato date not null';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Fra" IS 'Fra time(7) not null; lost: 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Til" IS 'Til time(7) not null; lost: 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Pause" IS 'Pause time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Rom" IS 'Rom nvarchar(40) null';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Foreleser" IS 'Foreleser nvarchar(120) null';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Honorar" IS 'Honorar money null';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Presentasjon" IS 'Presentasjon varbinary(max) null';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Opptak" IS 'Opptak nvarchar(400) null';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Avlyst" IS 'Avlyst bit not null';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."Merknad" IS 'Merknad nvarchar(400) null';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."KursSamling"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
