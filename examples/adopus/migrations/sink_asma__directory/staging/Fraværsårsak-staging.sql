-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Fraværsårsak of AdOpusTest, service adopus
-- target: Fraværsårsak in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 03c6e2e4431e8cb1f59b1ba7c26499b412f46e3d2eb0ecd6e304ea42a5a3370c

CREATE TABLE {{SCHEMA}}."stg_Fraværsårsak" (
    "ÅrsakId" smallint,
    "Navn" text,
    "NavKode" text,
    "Gyldig fravær" boolean,
    "KreverDokumentasjon" boolean,
    "TrekkesIYtelse" boolean,
    "Farge" bytea,
    "Sortering" smallint,
    "Aktiv" boolean,
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

COMMENT ON TABLE {{SCHEMA}}."stg_Fraværsårsak" IS 'Change events of dbo.Fraværsårsak waiting for their merge';
