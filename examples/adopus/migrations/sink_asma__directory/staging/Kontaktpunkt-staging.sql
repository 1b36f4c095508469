-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kontaktpunkt of AdOpusTest, service adopus
-- target: Kontaktpunkt in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 773c40bc1c6598678a5d3d2fa0882912af1b85655d13035c62f0cd91fe8cad7d

CREATE TABLE {{SCHEMA}}."stg_Kontaktpunkt" (
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

COMMENT ON TABLE {{SCHEMA}}."stg_Kontaktpunkt" IS 'Change events of dbo.Kontaktpunkt waiting for their merge';
