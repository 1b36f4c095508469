-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.SoknadVedlegg of AdOpusTest, service adopus
-- target: SoknadVedlegg in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 58cd944b59142ac8c8bcfc59f0adfa48d961034122a740c90c3cad0bee337305

CREATE TABLE {{SCHEMA}}."stg_SoknadVedlegg" (
    "SoknadId" integer,
    "Nr" smallint,
    "Filnavn" text,
    "MimeType" text,
    "Størrelse" bigint,
    "Sjekksum" bytea,
    "Innhold" bytea,
    "Tekst" text,
    "Virusskannet" timestamp,
    "Virusresultat" smallint,
    "LastetOppAv" text,
    "LastetOpp" timestamptz,
    "Slettet" boolean,
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

COMMENT ON TABLE {{SCHEMA}}."stg_SoknadVedlegg" IS 'Change events of dbo.SoknadVedlegg waiting for their merge';
