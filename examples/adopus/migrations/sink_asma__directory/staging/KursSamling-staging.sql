-- DO NOT EDIT: made by cdc-assets.
-- sha256: bbf273b181f75a6a62c93201cd34470c9e9e78faaaa0b80855771752ede67da9

CREATE TABLE {{SCHEMA}}."stg_KursSamling" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
