-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Sats of AdOpusTest, service adopus
-- target: Sats in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: b4b3f044920d628fd89722a0d14663d9fd5b491e5e9f3f938e772ca9b84f6f10

CREATE TABLE {{SCHEMA}}."stg_Sats" (
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
    "SatsId" integer,
    "Satskode" text,
    "Beskrivelse" text,
    "Verdi" numeric,
    "Beløp [kr]" numeric,
    "Enhet" text,
    "Hjemmel" text,
    "GjelderFra" date,
    "GjelderTil" date,
    "Kilde" text,
    "EndretAv" text,
    "SysFra" timestamp,
    "SysTil" timestamp,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Sats" IS 'Change events of dbo.Sats waiting for their merge';
