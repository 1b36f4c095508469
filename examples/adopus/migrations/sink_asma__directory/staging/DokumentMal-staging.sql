-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.DokumentMal of AdOpusTest, service adopus
-- target: DokumentMal in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 3e190bb351c3d89c96b26a86343a99285cdd7aa610603e4acc461f76a9a748bc

CREATE TABLE {{SCHEMA}}."stg_DokumentMal" (
    "MalId" integer,
    "Navn" text,
    "Gruppe" text,
    "Versjon" smallint,
    "Utgått" boolean,
    "_customer_id" uuid,
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
    "__slot" bigint
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_DokumentMal" IS 'Change events of dbo.DokumentMal waiting for their merge';
