-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Avdeling of AdOpusTest, service adopus
-- target: Avdeling in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: d468f7d23db9190e09e346c107bbf6f00fd24d52473eb2c4ab4c3f2541d1dd57

CREATE TABLE {{SCHEMA}}."Avdeling" (
    "AvdelingId" integer NOT NULL,
    "Plassering" text,
    "Navn" varchar(80),
    "Kortnavn" varchar(12),
    "Leder" integer,
    "Kostnadssted" varchar(12),
    "Org.nr" varchar(9),
    "Gateadresse" varchar(120),
    "Postnr" varchar(4),
    "Poststed" varchar(40),
    "Kommunenr" varchar(4),
    "Telefon" varchar(20),
    "Epost" varchar(254),
    "Åpner" time(0),
    "Stenger" time(0),
    "Kapasitet" smallint,
    "Arealbruk m²" numeric(9,1),
    "Omriss" bytea,
    "Logo" bytea,
    "Nedlagt" date,
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
    CONSTRAINT "Avdeling_pkey" PRIMARY KEY ("AvdelingId")
);

COMMENT ON TABLE {{SCHEMA}}."Avdeling" IS 'Replica of dbo.Avdeling (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."AvdelingId" IS 'AvdelingId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Plassering" IS 'Plassering hierarchyid null; lost: not carried by Debezium; not in the change stream';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Navn" IS 'Navn nvarchar(80) not null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Kortnavn" IS 'Kortnavn nvarchar(12) null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Leder" IS 'Leder int null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Kostnadssted" IS 'Kostnadssted varchar(12) null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Org.nr" IS 'Org.nr dbo.Organisasjonsnummer = char(9) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Gateadresse" IS 'Gateadresse nvarchar(120) null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Postnr" IS 'Postnr nchar(4) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Poststed" IS 'Poststed nvarchar(40) null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Kommunenr" IS 'Kommunenr nvarchar(4) null; references dbo.Kommune.Kommunenr';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Telefon" IS 'Telefon dbo.Telefon = varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Epost" IS 'Epost dbo.Epost = nvarchar(254) null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Åpner" IS 'Åpner time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Stenger" IS 'Stenger time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Kapasitet" IS 'Kapasitet smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Arealbruk m²" IS 'Arealbruk m² decimal(9,1) null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Omriss" IS 'Omriss geometry null; lost: not carried by Debezium; not in the change stream';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Logo" IS 'Logo image null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."Nedlagt" IS 'Nedlagt date null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Avdeling"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
