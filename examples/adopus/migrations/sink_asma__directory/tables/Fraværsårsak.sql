-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Fraværsårsak of AdOpusTest, service adopus
-- target: Fraværsårsak in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: b97757f43db5e5f1351e46d869ca7772bb4b89cf04275e0398384adcda6341a3

CREATE TABLE {{SCHEMA}}."Fraværsårsak" (
    "ÅrsakId" smallint NOT NULL,
    "Navn" varchar(60),
    "NavKode" varchar(4),
    "Gyldig fravær" boolean,
    "KreverDokumentasjon" boolean,
    "TrekkesIYtelse" boolean,
    "Farge" bytea,
    "Sortering" smallint,
    "Aktiv" boolean,
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
    CONSTRAINT "Fraværsårsak_pkey" PRIMARY KEY ("ÅrsakId")
);

COMMENT ON TABLE {{SCHEMA}}."Fraværsårsak" IS 'Replica of dbo.Fraværsårsak (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."ÅrsakId" IS 'ÅrsakId smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."Navn" IS 'Navn nvarchar(60) not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."NavKode" IS 'NavKode varchar(4) null';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."Gyldig fravær" IS 'Gyldig fravær bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."KreverDokumentasjon" IS 'KreverDokumentasjon bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."TrekkesIYtelse" IS 'TrekkesIYtelse bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."Farge" IS 'Farge binary(3) null';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."Sortering" IS 'Sortering tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."Aktiv" IS 'Aktiv bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Fraværsårsak"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
