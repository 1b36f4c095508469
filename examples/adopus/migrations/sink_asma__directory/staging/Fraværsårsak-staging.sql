-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Fraværsårsak of AdOpusTest, service adopus
-- target: Fraværsårsak in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: fff4644d4254b9c7ff3371101cabfc511fb77c8f9ad7026f962278c4bc708add

CREATE TABLE {{SCHEMA}}."stg_Fraværsårsak" (
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
    "ÅrsakId" smallint,
    "Navn" text,
    "NavKode" text,
    "Gyldig fravær" boolean,
    "KreverDokumentasjon" boolean,
    "TrekkesIYtelse" boolean,
    "Farge" bytea,
    "Sortering" smallint,
    "Aktiv" boolean,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Fraværsårsak" IS 'Change events of dbo.Fraværsårsak waiting for their merge';
