-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Samtykke of AdOpusTest, service adopus
-- target: Samtykke in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: b18e80c8e45f648e06f20dfea4cab0837cecb358e764ad7cf40838d1aba64aca

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
    "Omfang" text,
    "Bevis" bytea,
    "actno" integer,
    "Formål" text,
    "Tekstversjon" smallint,
    "Gitt" text,
    "GittVia" text,
    "IpAdresse" text,
    "BankIdReferanse" text,
    "GyldigTil" date,
    "Trukket" text,
    "TrukketAv" integer,
    "DataAnsvarlig" text,
    "Dataansvarlig" integer,
    "Databehandler" integer,
    "DokumentId" integer,
    "Opprettet" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Samtykke" IS 'Change events of dbo.Samtykke waiting for their merge';
