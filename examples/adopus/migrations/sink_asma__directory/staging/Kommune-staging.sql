-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kommune of AdOpusTest, service adopus
-- target: Kommune in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 49dbd60516f2fcf972bc336b8f85f74fe2ca1419e30ec6d2781727f3f39f48d5

CREATE TABLE {{SCHEMA}}."stg_Kommune" (
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
    "Kommunenr" text,
    "Navn" text,
    "SamiskNavn" text,
    "Fylkesnr" text,
    "Fylke" text,
    "Innbyggere" integer,
    "Areal km²" numeric,
    "Grense" bytea,
    "GyldigFra" date,
    "GyldigTil" date,
    "Erstattes av" text,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Kommune" IS 'Change events of dbo.Kommune waiting for their merge';
