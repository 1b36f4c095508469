-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Integrasjonsmelding of AdOpusTest, service adopus
-- target: Integrasjonsmelding in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: d5306c6c031304172273bccac6fae9c4fda8a7407b56dd2f31e39859a8d0c349

CREATE TABLE {{SCHEMA}}."Integrasjonsmelding" (
    "MeldingId" bigint NOT NULL,
    "Korrelasjon" uuid,
    "Retning" varchar(1),
    "System" varchar(20),
    "Meldingstype" varchar(60),
    "Versjon" varchar(12),
    "actno" integer,
    "SoknadId" integer,
    "Status" smallint,
    "Forsøk" smallint,
    "NesteForsøk" timestamptz(0),
    "Mottatt" timestamptz(6),
    "Behandlet" timestamptz(6),
    "VarighetMs" integer,
    "HttpStatus" smallint,
    "Endepunkt" varchar(400),
    "Hode" text,
    "Melding" text,
    "Kvittering" text,
    "Rådata" bytea,
    "Feilkode" varchar(20),
    "Feilmelding" text,
    "Server" varchar(128),
    "Prosess" integer,
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
    CONSTRAINT "Integrasjonsmelding_pkey" PRIMARY KEY ("MeldingId")
);

COMMENT ON TABLE {{SCHEMA}}."Integrasjonsmelding" IS 'Replica of dbo.Integrasjonsmelding (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."MeldingId" IS 'MeldingId bigint not null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Korrelasjon" IS 'Korrelasjon uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Retning" IS 'Retning char(1) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."System" IS 'System varchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Meldingstype" IS 'Meldingstype varchar(60) not null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Versjon" IS 'Versjon varchar(12) null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."actno" IS 'actno int null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."SoknadId" IS 'SoknadId int null; references dbo.Soknad.SoknadId';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Status" IS 'Status tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Forsøk" IS 'Forsøk smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."NesteForsøk" IS 'NesteForsøk datetimeoffset(0) null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Mottatt" IS 'Mottatt datetimeoffset(7) not null; lost: the offset itself, and 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Behandlet" IS 'Behandlet datetimeoffset(7) null; lost: the offset itself, and 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."VarighetMs" IS 'VarighetMs int null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."HttpStatus" IS 'HttpStatus smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Endepunkt" IS 'Endepunkt nvarchar(400) null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Hode" IS 'Hode nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Melding" IS 'Melding xml null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Kvittering" IS 'Kvittering xml null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Rådata" IS 'Rådata varbinary(max) null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Feilkode" IS 'Feilkode varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Feilmelding" IS 'Feilmelding nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Server" IS 'Server sys.sysname = nvarchar(128) not null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."Prosess" IS 'Prosess int not null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Integrasjonsmelding"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
