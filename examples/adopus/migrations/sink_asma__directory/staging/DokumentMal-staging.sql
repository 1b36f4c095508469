-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.DokumentMal of AdOpusTest, service adopus
-- target: DokumentMal in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 134726ce6af07cbf5bf6a55b24dfa2b409b0541ca8cf2db9273b75bf0ab0db04

CREATE TABLE {{SCHEMA}}."stg_DokumentMal" (
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
    "MalId" integer,
    "Navn" text,
    "Gruppe" text,
    "Versjon" smallint,
    "Utgått" boolean,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_DokumentMal" IS 'Change events of dbo.DokumentMal waiting for their merge';
