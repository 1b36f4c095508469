-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Samtykke of AdOpusTest, service adopus
-- target: Samtykke in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 9ef19c98b74d8b5d8f3b86d3c9dc20d93246492fe83d8dee54bed6f7b168b549

CREATE TABLE {{SCHEMA}}."stg_Samtykke" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "SamtykkeId" uuid,
    "Omfang" text,
    "Bevis" bytea,
    "actno" integer,
    "Formål" text,
    "Tekstversjon" smallint,
    "Gitt" text,
    "GittVia" text,
    "IpAdresse" text,
    "BankIdReferanse" text,
    "GyldigTil" date,
    "Trukket" text,
    "TrukketAv" integer,
    "DataAnsvarlig" text,
    "Dataansvarlig" integer,
    "Databehandler" integer,
    "DokumentId" integer,
    "Opprettet" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Samtykke" IS 'Change events of dbo.Samtykke waiting for their merge';
