-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kodeverk of AdOpusTest, service adopus
-- target: Kodeverk in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 2942c3d1fb8bb6fe002c3c589784e572eead2e60281ef80b3ca8f67c3bcd7147

CREATE TABLE {{SCHEMA}}."stg_Kodeverk" (
    "Type" text,
    "Kode" text,
    "Verdi" text,
    "Nynorsk" text,
    "Kortform" text,
    "Merknad [intern]" text,
    "Sortering" smallint,
    "Aktiv" boolean,
    "Endret" timestamp,
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

COMMENT ON TABLE {{SCHEMA}}."stg_Kodeverk" IS 'Change events of dbo.Kodeverk waiting for their merge';
