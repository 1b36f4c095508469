-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Systemparameter of AdOpusTest, service adopus
-- target: Systemparameter in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 4f1123057715df1fab1c09b1a90fcb3287204999274f4935712e1fcf31d7d9c6

CREATE TABLE {{SCHEMA}}."stg_Systemparameter" (
    "Parameter" text,
    "Modul" text,
    "Verdi" text,
    "Standardverdi" text,
    "Datatype" text,
    "Beskrivelse" text,
    "MinVerdi" double precision,
    "MaksVerdi" double precision,
    "Kundestyrt" boolean,
    "Endret" timestamp,
    "EndretAv" text,
    "RowVer" bytea,
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

COMMENT ON TABLE {{SCHEMA}}."stg_Systemparameter" IS 'Change events of dbo.Systemparameter waiting for their merge';
