-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Stillingsmatch of AdOpusTest, service adopus
-- target: Stillingsmatch in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 9110b5778521f5f997d584a45dbc58f1682c2cf64d58f656e761ddf0fca34300

CREATE TABLE {{SCHEMA}}."stg_Stillingsmatch" (
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
    "MatchId" bigint,
    "Begrunnelse" text,
    "actno" integer,
    "StillingUuid" uuid,
    "StillingTittel" text,
    "Arbeidsgiver" text,
    "ArbeidsgiverOrgnr" text,
    "Styrk" text,
    "Kommunenr" text,
    "Stillings%" numeric,
    "Søknadsfrist" date,
    "Profilvektor" text,
    "Likhet" double precision,
    "Rangering" smallint,
    "Modell" text,
    "Modellversjon" text,
    "Beregnet" timestamp,
    "VistForDeltaker" boolean,
    "Tilbakemelding" smallint,
    "Kommentar" text,
    "Søkt" boolean,
    "SøktDato" date,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Stillingsmatch" IS 'Change events of dbo.Stillingsmatch waiting for their merge';
