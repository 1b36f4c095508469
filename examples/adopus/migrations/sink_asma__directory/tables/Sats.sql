-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Sats of AdOpusTest, service adopus
-- target: Sats in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 058379af2986376fb8278ed13effb042d60be5852c0484793b1143454b1ac9bc

CREATE TABLE {{SCHEMA}}."Sats" (
    "SatsId" integer NOT NULL,
    "Satskode" varchar(20),
    "Beskrivelse" varchar(200),
    "Verdi" numeric(19,6),
    "Beløp [kr]" numeric(18,2),
    "Enhet" varchar(12),
    "Hjemmel" varchar(200),
    "GjelderFra" date,
    "GjelderTil" date,
    "Kilde" varchar(400),
    "EndretAv" varchar(50),
    "SysFra" timestamp(6),
    "SysTil" timestamp(6),
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
    CONSTRAINT "Sats_pkey" PRIMARY KEY ("SatsId")
);

COMMENT ON TABLE {{SCHEMA}}."Sats" IS 'Replica of dbo.Sats (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."SatsId" IS 'SatsId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."Satskode" IS 'Satskode varchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."Beskrivelse" IS 'Beskrivelse nvarchar(200) not null';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."Verdi" IS 'Verdi numeric(19,6) not null';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."Beløp [kr]" IS 'Beløp [kr] dbo.Belop = decimal(18,2) null';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."Enhet" IS 'Enhet nvarchar(12) not null';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."Hjemmel" IS 'Hjemmel nvarchar(200) null';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."GjelderFra" IS 'GjelderFra date not null';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."GjelderTil" IS 'GjelderTil date null';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."Kilde" IS 'Kilde nvarchar(400) null';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."EndretAv" IS 'EndretAv nvarchar(50) not null';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."SysFra" IS 'SysFra datetime2(7) not null; lost: 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."SysTil" IS 'SysTil datetime2(7) not null; lost: 100 ns, cut';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Sats"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
