-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.KursSamling of AdOpusTest, service adopus
-- target: KursSamling in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 65289a07bc6ef6b55b47532ad3c2ead8199eff8b2d40b4bb841c9fb0bd6cc7d1

CREATE TABLE {{SCHEMA}}."stg_KursSamling" (
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
    "Kurs Id" integer,
    "Nr" smallint,
    "Presentasjon" bytea,
    "Tema" text,
    "Dato" date,
    "Fra" text,
    "Til" text,
    "Pause" time,
    "Rom" text,
    "Foreleser" text,
    "Honorar" numeric,
    "Opptak" text,
    "Avlyst" boolean,
    "Merknad" text,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_KursSamling" IS 'Change events of dbo.KursSamling waiting for their merge';
