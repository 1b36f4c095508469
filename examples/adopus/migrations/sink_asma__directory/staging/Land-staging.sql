-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Land of AdOpusTest, service adopus
-- target: Land in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: ba2b487531db8c9ede64b824f45a25a98eb374432207c7d7af572dedac5a246a

CREATE TABLE {{SCHEMA}}."stg_Land" (
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
    "Landkode" text,
    "Alfa3" text,
    "Numerisk" smallint,
    "Navn" text,
    "NavnEngelsk" text,
    "Retningsnummer" text,
    "Eøs" boolean,
    "Sortering" integer,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Land" IS 'Change events of dbo.Land waiting for their merge';
