-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kodeverk of AdOpusTest, service adopus
-- target: Kodeverk in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: ffe27271389af8d4554b190ba74101592d00ba9d6fcb50d6f617b1eb5c168162

CREATE TABLE {{SCHEMA}}."stg_Kodeverk" (
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
    "Type" text,
    "Kode" text,
    "Verdi" text,
    "Nynorsk" text,
    "Kortform" text,
    "Merknad [intern]" text,
    "Sortering" smallint,
    "Aktiv" boolean,
    "Endret" timestamp,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Kodeverk" IS 'Change events of dbo.Kodeverk waiting for their merge';
