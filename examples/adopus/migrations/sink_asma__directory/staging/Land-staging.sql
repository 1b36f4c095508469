-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4a5061625f5199fea44d6f833a1e89a8e65b8ce3ad6d2e90f4880bbb0e269159

CREATE TABLE {{SCHEMA}}."stg_Land" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
