-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Handlingsplan of AdOpusTest, service adopus
-- target: Handlingsplan in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 6166977c0a185564e666bc8bfd5068fcb04cc93271c79eedf26fcda37512fe74

CREATE TABLE {{SCHEMA}}."stg_Handlingsplan" (
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
    "PlanId" integer,
    "Delmål" text,
    "Ressurser" text,
    "Hindringer" text,
    "Aktiviteter" text,
    "Evaluering" text,
    "actno" integer,
    "TiltakId" integer,
    "Versjon" smallint,
    "Hovedmål" text,
    "ØnsketYrke" text,
    "ØnsketBransje" text,
    "Avtalt med NAV" boolean,
    "FraDato" date,
    "TilDato" date,
    "Evaluert" date,
    "Måloppnåelse%" numeric,
    "SignertDeltaker" timestamptz,
    "SignertVeileder" timestamptz,
    "Veileder" integer,
    "DokumentId" integer,
    "Status" smallint,
    "Opprettet" timestamp,
    "OpprettetAv" integer,
    "Endret" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Handlingsplan" IS 'Change events of dbo.Handlingsplan waiting for their merge';
