-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Yrke of AdOpusTest, service adopus
-- target: Yrke in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: e24dc623e15616d8765af0e57bd17ca14404029fd061d2d7db3154d49d2eec1a

CREATE TABLE {{SCHEMA}}."stg_Yrke" (
    "Styrk" text,
    "Tittel" text,
    "Tittel nynorsk" text,
    "Overordnet" text,
    "Nivå" smallint,
    "Esco" uuid,
    "Alternative" text,
    "Regulert" boolean,
    "Sortering" integer,
    "GyldigFra" date,
    "GyldigTil" date,
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

COMMENT ON TABLE {{SCHEMA}}."stg_Yrke" IS 'Change events of dbo.Yrke waiting for their merge';
