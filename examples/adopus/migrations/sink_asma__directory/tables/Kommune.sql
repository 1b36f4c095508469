-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kommune of AdOpusTest, service adopus
-- target: Kommune in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 0f9ad126934e93800be405ded7014da2c0fe004d9001347a48eed6f29fdca3a9

CREATE TABLE {{SCHEMA}}."Kommune" (
    "Kommunenr" varchar(4) NOT NULL,
    "Navn" varchar(60),
    "SamiskNavn" varchar(60),
    "Fylkesnr" varchar(2),
    "Fylke" varchar(40),
    "Innbyggere" integer,
    "Areal km²" numeric(38,10),
    "Grense" bytea,
    "GyldigFra" date,
    "GyldigTil" date,
    "Erstattes av" varchar(4),
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
    CONSTRAINT "Kommune_pkey" PRIMARY KEY ("Kommunenr")
);

COMMENT ON TABLE {{SCHEMA}}."Kommune" IS 'Replica of dbo.Kommune (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."Kommunenr" IS 'Kommunenr nvarchar(4) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."Navn" IS 'Navn nvarchar(60) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."SamiskNavn" IS 'SamiskNavn nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."Fylkesnr" IS 'Fylkesnr char(2) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."Fylke" IS 'Fylke nvarchar(40) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."Innbyggere" IS 'Innbyggere int null';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."Areal km²" IS 'Areal km² numeric(38,10) null';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."Grense" IS 'Grense geometry null; lost: not carried by Debezium; not in the change stream';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."GyldigFra" IS 'GyldigFra date not null';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."GyldigTil" IS 'GyldigTil date null';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."Erstattes av" IS 'Erstattes av nvarchar(4) null; references dbo.Kommune.Kommunenr';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Kommune"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
