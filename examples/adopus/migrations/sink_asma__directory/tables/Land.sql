-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Land of AdOpusTest, service adopus
-- target: Land in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: a864ca08013475aa47c514e714e3208428076c4f0a8bdef59f050ac190a9ce7e

CREATE TABLE {{SCHEMA}}."Land" (
    "Landkode" varchar(2) NOT NULL,
    "Alfa3" varchar(3),
    "Numerisk" smallint,
    "Navn" varchar(80),
    "NavnEngelsk" varchar(80),
    "Retningsnummer" varchar(8),
    "Eøs" boolean,
    "Sortering" integer,
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
    CONSTRAINT "Land_pkey" PRIMARY KEY ("Landkode")
);

COMMENT ON TABLE {{SCHEMA}}."Land" IS 'Replica of dbo.Land (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Land"."Landkode" IS 'Landkode varchar(2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Land"."Alfa3" IS 'Alfa3 char(3) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Land"."Numerisk" IS 'Numerisk smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Land"."Navn" IS 'Navn nvarchar(80) not null';
COMMENT ON COLUMN {{SCHEMA}}."Land"."NavnEngelsk" IS 'NavnEngelsk varchar(80) null';
COMMENT ON COLUMN {{SCHEMA}}."Land"."Retningsnummer" IS 'Retningsnummer varchar(8) null';
COMMENT ON COLUMN {{SCHEMA}}."Land"."Eøs" IS 'Eøs bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Land"."Sortering" IS 'Sortering int not null';
COMMENT ON COLUMN {{SCHEMA}}."Land"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Land"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Land"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Land"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Land"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Land"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Land"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Land"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Land"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Land"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Land"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Land"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Land"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
