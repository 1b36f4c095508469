-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Integrasjonsmelding of AdOpusTest, service adopus
-- target: Integrasjonsmelding in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 9890d631af59c2aebabdfef3e558f14581b6a73e80500da1e1970bf3a92a477f

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
    "Mottatt" timestamptz,
    "Behandlet" timestamptz,
    "VarighetMs" integer,
    "HttpStatus" smallint,
    "Endepunkt" text,
    "Hode" text,
    "Melding" text,
    "Kvittering" text,
    "Rådata" bytea,
    "Feilkode" text,
    "Feilmelding" text,
    "Server" text,
    "Prosess" integer,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Integrasjonsmelding" IS 'Change events of dbo.Integrasjonsmelding waiting for their merge';
