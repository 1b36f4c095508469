-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ImportLogg of AdOpusTest, service adopus
-- target: ImportLogg in each tenant's schema, sink_asma.directory
-- templates: customer_id, received_at
-- sha256: b321f9349d72c2e9a2dea92b8a81dc85b71d52f4478121debc5a0514eb0fcf10

CREATE TABLE {{SCHEMA}}."stg_ImportLogg" (
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
    "Melding" text,
    "Detaljer" text,
    "Tidspunkt" text,
    "Jobb" text,
    "Kilde" text,
    "Filnavn" text,
    "Linje" integer,
    "Nivå" text,
    "actno" integer,
    "Antall" numeric,
    "Sekunder" double precision,
    "Andel" real,
    "Feilet" boolean,
    "Pnr" text,
    "Rad" bytea,
    "Maskin" text,
    "_customer_id" uuid,
    "_received_at" timestamptz DEFAULT (now())
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_ImportLogg" IS 'Change events of dbo.ImportLogg waiting for their merge';
