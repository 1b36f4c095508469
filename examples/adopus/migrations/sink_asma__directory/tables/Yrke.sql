-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Yrke of AdOpusTest, service adopus
-- target: Yrke in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 59681ba25dc0bc42532a9cf6b3fa2e76d33c82e33bd5f15ac8de921178f47d0d

CREATE TABLE {{SCHEMA}}."Yrke" (
    "Styrk" varchar(8) NOT NULL,
    "Tittel" varchar(120),
    "Tittel nynorsk" varchar(120),
    "Overordnet" varchar(8),
    "Nivå" smallint,
    "Esco" uuid,
    "Alternative" varchar(1000),
    "Regulert" boolean,
    "Sortering" integer,
    "GyldigFra" date,
    "GyldigTil" date,
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
    CONSTRAINT "Yrke_pkey" PRIMARY KEY ("Styrk")
);

COMMENT ON TABLE {{SCHEMA}}."Yrke" IS 'Replica of dbo.Yrke (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."Styrk" IS 'Styrk varchar(8) not null';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."Tittel" IS 'Tittel nvarchar(120) not null';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."Tittel nynorsk" IS 'Tittel nynorsk nvarchar(120) null';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."Overordnet" IS 'Overordnet varchar(8) null; references dbo.Yrke.Styrk';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."Nivå" IS 'Nivå tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."Esco" IS 'Esco uniqueidentifier null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."Alternative" IS 'Alternative nvarchar(1000) null';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."Regulert" IS 'Regulert bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."Sortering" IS 'Sortering int not null';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."GyldigFra" IS 'GyldigFra date null';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."GyldigTil" IS 'GyldigTil date null';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Yrke"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
