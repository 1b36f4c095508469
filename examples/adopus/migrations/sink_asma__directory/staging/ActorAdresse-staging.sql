-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ActorAdresse of AdOpusTest, service adopus
-- target: ActorAdresse in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 29616db8937ec6d8e2a4d3e446506d2a10f69ae77520bfbc4ff13b1fa2ade580

CREATE TABLE {{SCHEMA}}."stg_ActorAdresse" (
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
    "AdresseId" integer,
    "Posisjon" bytea,
    "actno" integer,
    "AdresseType" text,
    "Gateadresse" text,
    "c/o" text,
    "Postnr" text,
    "Poststed" text,
    "Kommunenr" text,
    "Landkode" text,
    "GeokodetMed" text,
    "GeokodetTid" timestamptz,
    "Treffsikkerhet" real,
    "GyldigFra" date,
    "GyldigTil" date,
    "Hemmelig" boolean,
    "RegDato" timestamp,
    "ts" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_ActorAdresse" IS 'Change events of dbo.ActorAdresse waiting for their merge';
