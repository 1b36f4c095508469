-- DO NOT EDIT: made by cdc-assets.
-- sha256: 3272867b35497d292a0c91b94491fb178bc36d86c5c313ad9469c312a6663bd0

CREATE TABLE {{SCHEMA}}."stg_DokumentMal" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "MalId" integer,
    "Navn" text,
    "Gruppe" text,
    "Versjon" smallint,
    "Utgått" boolean,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_DokumentMal" IS 'Change events of dbo.DokumentMal waiting for their merge';
