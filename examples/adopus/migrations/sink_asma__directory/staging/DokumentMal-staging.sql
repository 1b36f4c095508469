-- DO NOT EDIT: made by cdc-assets.
-- sha256: fb08e2017325a71f1eef4b46cecfbb10e8eb49fa53533327fbb9b5aa851d4909

CREATE TABLE {{SCHEMA}}."stg_DokumentMal" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "MalId" integer,
    "Navn" text,
    "Gruppe" text,
    "Versjon" smallint,
    "Utgått" boolean,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_DokumentMal" IS 'Change events of dbo.DokumentMal waiting for their merge';
