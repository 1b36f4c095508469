-- DO NOT EDIT: made by cdc-assets.
-- sha256: 6fc3f1c5e166471563167c105d07e7b746094d61ed854bd10390bc852dc0327a

CREATE TABLE {{SCHEMA}}."stg_Land" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
