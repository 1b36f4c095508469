-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Samtykke of AdOpusTest, service adopus
-- target: Samtykke in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 254a27661e2fdf6866f33624cd8525f7fe0b54ca0d3c4b189cd2cc4013663acd

CREATE TABLE {{SCHEMA}}."stg_Samtykke" (
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
    "SamtykkeId" uuid,
    "actno" integer,
    "Formål" text,
    "Tekstversjon" smallint,
    "Gitt" timestamptz,
    "GittVia" text,
    "IpAdresse" text,
    "BankIdReferanse" text,
    "GyldigTil" date,
    "Trukket" timestamptz,
    "TrukketAv" integer,
    "Omfang" text,
    "DataAnsvarlig" text,
    "Dataansvarlig" integer,
    "Databehandler" integer,
    "DokumentId" integer,
    "Bevis" bytea,
    "Opprettet" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Samtykke" IS 'Change events of dbo.Samtykke waiting for their merge';
