-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ImportLogg of AdOpusTest, service adopus
-- target: ImportLogg in each tenant's schema, sink_asma.directory
-- templates: customer_id, received_at
-- sha256: cc55aced2f1fc9a8f62d4b1f28f9b8292cf387481b934e2a95d81afafc347fc5

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
    "Tidspunkt" timestamp,
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
    "Melding" text,
    "Detaljer" text,
    "Rad" bytea,
    "Maskin" text,
    "_customer_id" uuid,
    "_received_at" timestamptz DEFAULT (now())
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_ImportLogg" IS 'Change events of dbo.ImportLogg waiting for their merge';
