-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Land of AdOpusTest, service adopus
-- target: Land in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 646f7390319c0e5e94b87ef2ae1e13d0069abf02b7a47c6373f59bd88c74ef0c

CREATE TABLE {{SCHEMA}}."stg_Land" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "Landkode" text,
    "Alfa3" text,
    "Numerisk" smallint,
    "Navn" text,
    "NavnEngelsk" text,
    "Retningsnummer" text,
    "Eøs" boolean,
    "Sortering" integer,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Land" IS 'Change events of dbo.Land waiting for their merge';
