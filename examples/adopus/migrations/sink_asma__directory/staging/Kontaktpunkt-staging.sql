-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kontaktpunkt of AdOpusTest, service adopus
-- target: Kontaktpunkt in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 1cd8f6329ad2b69b56f317b33b1e5727647ffd9e9af7a1a27e9b8e77cc9f4eb7

CREATE TABLE {{SCHEMA}}."stg_Kontaktpunkt" (
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
    "KontaktpunktId" integer,
    "actno" integer,
    "Kanal" smallint,
    "Verdi" text,
    "Etikett" text,
    "Foretrukket" boolean,
    "ReservertMotVarsel" boolean,
    "Bekreftet" timestamp,
    "TidligstKlokken" time,
    "SenestKlokken" time,
    "Opprettet" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Kontaktpunkt" IS 'Change events of dbo.Kontaktpunkt waiting for their merge';
