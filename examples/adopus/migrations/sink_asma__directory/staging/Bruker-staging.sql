-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Bruker of AdOpusTest, service adopus
-- target: Bruker in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: ce4b86d6017a7dc2579c0385685a5fc407e3bdefad32b7747794a6dad07af215

CREATE TABLE {{SCHEMA}}."stg_Bruker" (
    "BrukerId" integer,
    "actno" integer,
    "Login" text,
    "AdObjektGuid" uuid,
    "Initialer" text,
    "Fullt navn" text,
    "Tittel" text,
    "Epost" text,
    "Telefon" text,
    "AvdelingId" integer,
    "Rolle" text,
    "Rettighetsmaske" bigint,
    "Administrator" boolean,
    "ArbeidstidFra" time,
    "ArbeidstidTil" time,
    "Tidssone" text,
    "Tema" smallint,
    "Innstillinger" text,
    "SistInnlogget" timestamptz,
    "SperretTil" timestamptz,
    "GyldigFra" date,
    "GyldigTil" date,
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

COMMENT ON TABLE {{SCHEMA}}."stg_Bruker" IS 'Change events of dbo.Bruker waiting for their merge';
