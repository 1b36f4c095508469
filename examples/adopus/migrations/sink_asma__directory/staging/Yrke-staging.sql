-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Yrke of AdOpusTest, service adopus
-- target: Yrke in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: c7c6b710270871eeb11d2aa432a5c5e7dc316e59f0db4c64052fe4a1213c879b

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
