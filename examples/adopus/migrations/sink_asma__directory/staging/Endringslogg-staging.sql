-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Endringslogg of AdOpusTest, service adopus
-- target: Endringslogg in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: eaae6e6f82a0e18ce6ede47d413cf31598166c6a7fbfd45453f307664e83bda7

CREATE TABLE {{SCHEMA}}."stg_Endringslogg" (
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
    "LoggId" bigint,
    "GammelTekst" text,
    "NyTekst" text,
    "Tid" text,
    "Skjema" text,
    "Tabell" text,
    "Kolonne" text,
    "Nøkkel" text,
    "Operasjon" text,
    "Gammel" text,
    "Ny" text,
    "Bruker" text,
    "Maskin" text,
    "Program" text,
    "Kontekst" bytea,
    "Transaksjon" bigint,
    "Nivå" smallint,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Endringslogg" IS 'Change events of dbo.Endringslogg waiting for their merge';
