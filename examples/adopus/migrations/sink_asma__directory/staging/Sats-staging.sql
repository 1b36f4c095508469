-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Sats of AdOpusTest, service adopus
-- target: Sats in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: cdb04db90b3c078afd2b72efeb68537bc743a80a2c87dde50b364d69b3c0ac01

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
    "SysFra" text,
    "SysTil" text,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Sats" IS 'Change events of dbo.Sats waiting for their merge';
