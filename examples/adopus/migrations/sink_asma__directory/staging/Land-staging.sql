-- DO NOT EDIT: made by cdc-assets.
-- sha256: 155ddc3a0b4ab3fc46e04fc79d99a0ac8cb18411b712ebcd60ebb788ef8bff25

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
