-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Integrasjonsmelding of AdOpusTest, service adopus
-- target: Integrasjonsmelding in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: fba8de543c242f07ece55355ea2847ce2f9bb8b4ce4e0c0f35a6fc17df1eebcb

CREATE TABLE {{SCHEMA}}."stg_Integrasjonsmelding" (
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
    "MeldingId" bigint,
    "Hode" text,
    "Melding" text,
    "Kvittering" text,
    "Rådata" bytea,
    "Feilmelding" text,
    "Korrelasjon" uuid,
    "Retning" text,
    "System" text,
    "Meldingstype" text,
    "Versjon" text,
    "actno" integer,
    "SoknadId" integer,
    "Status" smallint,
    "Forsøk" smallint,
    "NesteForsøk" timestamptz,
    "Mottatt" text,
    "Behandlet" text,
    "VarighetMs" integer,
    "HttpStatus" smallint,
    "Endepunkt" text,
    "Feilkode" text,
    "Server" text,
    "Prosess" integer,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Integrasjonsmelding" IS 'Change events of dbo.Integrasjonsmelding waiting for their merge';
