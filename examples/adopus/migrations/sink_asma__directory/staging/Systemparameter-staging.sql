-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Systemparameter of AdOpusTest, service adopus
-- target: Systemparameter in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 5327de65de9b2f9251c383fae58dca869e0640f25ce848a3d2009007ce358eb3

CREATE TABLE {{SCHEMA}}."stg_Systemparameter" (
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
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Systemparameter" IS 'Change events of dbo.Systemparameter waiting for their merge';
