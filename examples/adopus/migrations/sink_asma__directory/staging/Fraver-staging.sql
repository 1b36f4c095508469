-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Fraver of AdOpusTest, service adopus
-- target: Fraver in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 22afb9873e9720d953688be8a0d74ad6d2c9c675813004b10fc50ef65a9d2626

CREATE TABLE {{SCHEMA}}."stg_Fraver" (
    "__operation" text,
    "__source_ts_ms" bigint,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__source" text,
    "__kafka_topic" text,
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__kafka_timestamp" timestamptz,
    "__staged_at" timestamptz DEFAULT now(),
    "__reject_id" bigint,
    "__slot" bigint,
    "FraverId" integer,
    "TiltakId" integer,
    "actno" integer,
    "Periode" smallint,
    "Årsak" smallint,
    "FraDato" date,
    "TilDato" date,
    "FraKl" time,
    "TilKl" time,
    "Timer" numeric,
    "Grad" smallint,
    "Egenmelding" boolean,
    "Sykmelding" boolean,
    "DokumentId" integer,
    "MeldtTid" timestamp,
    "MeldtVia" text,
    "Godkjent" boolean,
    "GodkjentAv" integer,
    "Merknad" text,
    "RegDato" timestamp,
    "ts" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Fraver" IS 'Change events of dbo.Fraver waiting for their merge';
