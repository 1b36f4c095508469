-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.KursSamling of AdOpusTest, service adopus
-- target: KursSamling in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 21dd6564893ca752f1e279d521de95416afef10e9d501b164f30dbf5c01ba8c5

CREATE TABLE {{SCHEMA}}."stg_KursSamling" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "Kurs Id" integer,
    "Nr" smallint,
    "Presentasjon" bytea,
    "Tema" text,
    "Dato" date,
    "Fra" text,
    "Til" text,
    "Pause" time,
    "Rom" text,
    "Foreleser" text,
    "Honorar" numeric,
    "Opptak" text,
    "Avlyst" boolean,
    "Merknad" text,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_KursSamling" IS 'Change events of dbo.KursSamling waiting for their merge';
