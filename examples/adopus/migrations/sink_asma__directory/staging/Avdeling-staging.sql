-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Avdeling of AdOpusTest, service adopus
-- target: Avdeling in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 05ed2c00897d326e7b1da81c8a279a08be8742e9b2b2885aa007b0f84f00a0ee

CREATE TABLE {{SCHEMA}}."stg_Avdeling" (
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
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Avdeling" IS 'Change events of dbo.Avdeling waiting for their merge';
