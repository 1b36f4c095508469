-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ActorAdresse of AdOpusTest, service adopus
-- target: ActorAdresse in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 7379d52a908444d4a005e40306d03c54d6dae3c493cbe00009428e0068e49b86

CREATE TABLE {{SCHEMA}}."ActorAdresse" (
    "AdresseId" integer NOT NULL,
    "actno" integer,
    "AdresseType" varchar(1),
    "Gateadresse" varchar(120),
    "c/o" varchar(80),
    "Postnr" varchar(4),
    "Poststed" varchar(40),
    "Kommunenr" varchar(4),
    "Landkode" varchar(2),
    "Posisjon" bytea,
    "GeokodetMed" varchar(30),
    "GeokodetTid" timestamptz(0),
    "Treffsikkerhet" real,
    "GyldigFra" date,
    "GyldigTil" date,
    "Hemmelig" boolean,
    "RegDato" timestamp(3),
    "ts" bytea,
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
    CONSTRAINT "ActorAdresse_pkey" PRIMARY KEY ("AdresseId")
);

COMMENT ON TABLE {{SCHEMA}}."ActorAdresse" IS 'Replica of dbo.ActorAdresse (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."AdresseId" IS 'AdresseId int not null';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."actno" IS 'actno int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."AdresseType" IS 'AdresseType char(1) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."Gateadresse" IS 'Gateadresse nvarchar(120) null';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."c/o" IS 'c/o nvarchar(80) null';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."Postnr" IS 'Postnr nchar(4) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."Poststed" IS 'Poststed nvarchar(40) null';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."Kommunenr" IS 'Kommunenr nvarchar(4) null; references dbo.Kommune.Kommunenr';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."Landkode" IS 'Landkode varchar(2) not null; references dbo.Land.Landkode';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."Posisjon" IS 'Posisjon geography null; lost: not carried by Debezium; not in the change stream';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."GeokodetMed" IS 'GeokodetMed varchar(30) null';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."GeokodetTid" IS 'GeokodetTid datetimeoffset(0) null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."Treffsikkerhet" IS 'Treffsikkerhet real null';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."GyldigFra" IS 'GyldigFra date not null';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."GyldigTil" IS 'GyldigTil date null';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."Hemmelig" IS 'Hemmelig dbo.Flagg = bit not null';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."RegDato" IS 'RegDato datetime not null';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."ts" IS 'ts rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."ActorAdresse"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
