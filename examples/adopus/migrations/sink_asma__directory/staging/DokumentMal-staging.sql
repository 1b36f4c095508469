-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.DokumentMal of AdOpusTest, service adopus
-- target: DokumentMal in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 07409169ff9f459242a49cea6a2004ad8f3dc8dd034d5e5f9531b1eb17ec809d

CREATE TABLE {{SCHEMA}}."stg_DokumentMal" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "MalId" integer,
    "Navn" text,
    "Gruppe" text,
    "Versjon" smallint,
    "Utgått" boolean,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_DokumentMal" IS 'Change events of dbo.DokumentMal waiting for their merge';
