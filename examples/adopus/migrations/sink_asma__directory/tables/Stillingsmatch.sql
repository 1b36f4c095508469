-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Stillingsmatch of AdOpusTest, service adopus
-- target: Stillingsmatch in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: b9d1e957301d76f64fd7df72bb61af589b6222d4c08a5e01d992bee91949eaf7

CREATE TABLE {{SCHEMA}}."Stillingsmatch" (
    "MatchId" bigint NOT NULL,
    "actno" integer,
    "StillingUuid" uuid,
    "StillingTittel" varchar(200),
    "Arbeidsgiver" varchar(120),
    "ArbeidsgiverOrgnr" varchar(9),
    "Styrk" varchar(8),
    "Kommunenr" varchar(4),
    "Stillings%" numeric(5,2),
    "Søknadsfrist" date,
    "Profilvektor" text,
    "Likhet" double precision,
    "Rangering" smallint,
    "Begrunnelse" json,
    "Modell" varchar(60),
    "Modellversjon" varchar(20),
    "Beregnet" timestamp(3),
    "VistForDeltaker" boolean,
    "Tilbakemelding" smallint,
    "Kommentar" varchar(1000),
    "Søkt" boolean,
    "SøktDato" date,
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
    CONSTRAINT "Stillingsmatch_pkey" PRIMARY KEY ("MatchId")
);

COMMENT ON TABLE {{SCHEMA}}."Stillingsmatch" IS 'Replica of dbo.Stillingsmatch (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."MatchId" IS 'MatchId bigint not null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."actno" IS 'actno int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."StillingUuid" IS 'StillingUuid uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."StillingTittel" IS 'StillingTittel nvarchar(200) not null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Arbeidsgiver" IS 'Arbeidsgiver nvarchar(120) null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."ArbeidsgiverOrgnr" IS 'ArbeidsgiverOrgnr dbo.Organisasjonsnummer = char(9) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Styrk" IS 'Styrk varchar(8) null; references dbo.Yrke.Styrk';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Kommunenr" IS 'Kommunenr nvarchar(4) null; references dbo.Kommune.Kommunenr';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Stillings%" IS 'Stillings% decimal(5,2) null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Søknadsfrist" IS 'Søknadsfrist date null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Profilvektor" IS 'Profilvektor vector(768) null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Likhet" IS 'Likhet float(53) null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Rangering" IS 'Rangering smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Begrunnelse" IS 'Begrunnelse json null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Modell" IS 'Modell varchar(60) not null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Modellversjon" IS 'Modellversjon varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Beregnet" IS 'Beregnet datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."VistForDeltaker" IS 'VistForDeltaker bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Tilbakemelding" IS 'Tilbakemelding smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Kommentar" IS 'Kommentar nvarchar(1000) null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."Søkt" IS 'Søkt bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."SøktDato" IS 'SøktDato date null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Stillingsmatch"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
