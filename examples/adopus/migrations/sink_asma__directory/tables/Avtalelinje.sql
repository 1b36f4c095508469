-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Avtalelinje of AdOpusTest, service adopus
-- target: Avtalelinje in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: d268c0f6307dd60284fc1ce6379d8f49f4ce6bad1b19179f7aa986fcce726620

CREATE TABLE {{SCHEMA}}."Avtalelinje" (
    "AvtaleId" integer NOT NULL,
    "Linjenr" smallint NOT NULL,
    "Tiltakskode" varchar(12),
    "Tekst" varchar(200),
    "Enhet" varchar(12),
    "Antall" numeric(12,3),
    "Pris" numeric(18,2),
    "Rabatt" numeric(5,2),
    "MvaSats" numeric(5,2),
    "GyldigFra" date,
    "GyldigTil" date,
    "Konto" varchar(10),
    "Kostnadssted" varchar(12),
    "Prosjekt" varchar(12),
    "Order" integer,
    "Desc" varchar(400),
    "Faktureres" boolean,
    "SistFakturert" date,
    "Restplasser" smallint,
    "Opprettet" timestamp(3),
    "OpprettetAv" integer,
    "Endret" timestamp(3),
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
    CONSTRAINT "Avtalelinje_pkey" PRIMARY KEY ("AvtaleId", "Linjenr")
);

COMMENT ON TABLE {{SCHEMA}}."Avtalelinje" IS 'Replica of dbo.Avtalelinje (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."AvtaleId" IS 'AvtaleId int not null; references dbo.Avtale.AvtaleId';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Linjenr" IS 'Linjenr smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Tiltakskode" IS 'Tiltakskode varchar(12) not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Tekst" IS 'Tekst nvarchar(200) not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Enhet" IS 'Enhet nvarchar(12) not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Antall" IS 'Antall decimal(12,3) not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Pris" IS 'Pris dbo.Belop = decimal(18,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Rabatt" IS 'Rabatt dbo.Prosent = numeric(5,2) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."MvaSats" IS 'MvaSats numeric(5,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."GyldigFra" IS 'GyldigFra date not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."GyldigTil" IS 'GyldigTil date null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Konto" IS 'Konto varchar(10) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Kostnadssted" IS 'Kostnadssted varchar(12) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Prosjekt" IS 'Prosjekt varchar(12) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Order" IS 'Order int not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Desc" IS 'Desc nvarchar(400) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Faktureres" IS 'Faktureres bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."SistFakturert" IS 'SistFakturert date null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Restplasser" IS 'Restplasser smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Opprettet" IS 'Opprettet datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."OpprettetAv" IS 'OpprettetAv int null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."Endret" IS 'Endret datetime2(3) null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Avtalelinje"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
