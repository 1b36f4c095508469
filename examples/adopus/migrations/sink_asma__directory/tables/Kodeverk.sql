-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kodeverk of AdOpusTest, service adopus
-- target: Kodeverk in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: c7c46b429df0d5afdf9f52f3b3ce905202a7b34c91dcf5c233c317bb5d94b345

CREATE TABLE {{SCHEMA}}."Kodeverk" (
    "Type" varchar(20) NOT NULL,
    "Kode" varchar(10) NOT NULL,
    "Verdi" varchar(200),
    "Nynorsk" varchar(200),
    "Kortform" varchar(20),
    "Merknad [intern]" varchar(400),
    "Sortering" smallint,
    "Aktiv" boolean,
    "Endret" timestamp(0),
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
    CONSTRAINT "Kodeverk_pkey" PRIMARY KEY ("Type", "Kode")
);

COMMENT ON TABLE {{SCHEMA}}."Kodeverk" IS 'Replica of dbo.Kodeverk (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."Type" IS 'Type varchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."Kode" IS 'Kode varchar(10) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."Verdi" IS 'Verdi nvarchar(200) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."Nynorsk" IS 'Nynorsk nvarchar(200) null';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."Kortform" IS 'Kortform nvarchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."Merknad [intern]" IS 'Merknad [intern] nvarchar(400) null';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."Sortering" IS 'Sortering smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."Aktiv" IS 'Aktiv bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."Endret" IS 'Endret smalldatetime not null';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Kodeverk"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
