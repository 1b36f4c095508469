-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Systemparameter of AdOpusTest, service adopus
-- target: Systemparameter in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 5b5b8ec580ddf9d700ae1f15e134ed909d49a8e23976d7bfffcd837d1384971e

CREATE TABLE {{SCHEMA}}."Systemparameter" (
    "Parameter" varchar(128) NOT NULL,
    "Modul" varchar(30) NOT NULL,
    "Verdi" text,
    "Standardverdi" text,
    "Datatype" varchar(128),
    "Beskrivelse" varchar(400),
    "MinVerdi" double precision,
    "MaksVerdi" double precision,
    "Kundestyrt" boolean,
    "Endret" timestamp(0),
    "EndretAv" varchar(50),
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
    CONSTRAINT "Systemparameter_pkey" PRIMARY KEY ("Modul", "Parameter")
);

COMMENT ON TABLE {{SCHEMA}}."Systemparameter" IS 'Replica of dbo.Systemparameter (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."Parameter" IS 'Parameter sys.sysname = nvarchar(128) not null';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."Modul" IS 'Modul varchar(30) not null';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."Verdi" IS 'Verdi sql_variant null; lost: not carried by Debezium; not in the change stream';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."Standardverdi" IS 'Standardverdi sql_variant null; lost: not carried by Debezium; not in the change stream';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."Datatype" IS 'Datatype sys.sysname = nvarchar(128) not null';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."Beskrivelse" IS 'Beskrivelse nvarchar(400) null';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."MinVerdi" IS 'MinVerdi float(53) null';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."MaksVerdi" IS 'MaksVerdi float(53) null';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."Kundestyrt" IS 'Kundestyrt bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."Endret" IS 'Endret datetime2(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."EndretAv" IS 'EndretAv dbo.BrukerNavn = nvarchar(50) null';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Systemparameter"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
