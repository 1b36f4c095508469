-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Avdeling of AdOpusTest, service adopus
-- target: Avdeling in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 96d4c9953e32c01929174c33966c239f56872691bdac9fb1b1bae5b6f74c31e1

CREATE TABLE {{SCHEMA}}."stg_Avdeling" (
    "AvdelingId" integer,
    "Plassering" text,
    "Navn" text,
    "Kortnavn" text,
    "Leder" integer,
    "Kostnadssted" text,
    "Org.nr" text,
    "Gateadresse" text,
    "Postnr" text,
    "Poststed" text,
    "Kommunenr" text,
    "Telefon" text,
    "Epost" text,
    "Åpner" time,
    "Stenger" time,
    "Kapasitet" smallint,
    "Arealbruk m²" numeric,
    "Omriss" bytea,
    "Logo" bytea,
    "Nedlagt" date,
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

COMMENT ON TABLE {{SCHEMA}}."stg_Avdeling" IS 'Change events of dbo.Avdeling waiting for their merge';
