-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Journal of AdOpusTest, service adopus
-- target: Journal in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: d7ae1c4996615f6021680a3196725d82766d0df8c179a3f16b1ca846a63145fe

CREATE TABLE {{SCHEMA}}."stg_Journal" (
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
    "JournalId" integer,
    "Tekst" text,
    "TekstRtf" text,
    "actno" integer,
    "TiltakId" integer,
    "Dato" timestamp,
    "Type" text,
    "Overskrift" text,
    "Intern" boolean,
    "Skjermet" boolean,
    "Skjermingshjemmel" text,
    "Deltaker til stede" boolean,
    "Kanal" smallint,
    "VarighetMin" smallint,
    "NesteKontakt" timestamp,
    "Tiltakspunkt" text,
    "Frist" timestamp,
    "Utført" boolean,
    "Skrevet av" integer,
    "Signert" boolean,
    "SignertTid" timestamp,
    "SignertHash" bytea,
    "SvarPå" integer,
    "DokumentId" integer,
    "Group" text,
    "Slettet" boolean,
    "SlettetAv" integer,
    "SlettetDato" timestamp,
    "RegDato" timestamp,
    "ts" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Journal" IS 'Change events of dbo.Journal waiting for their merge';
