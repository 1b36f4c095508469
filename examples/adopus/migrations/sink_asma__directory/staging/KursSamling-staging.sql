-- DO NOT EDIT: made by cdc-assets.
-- sha256: 35fd647e2b43d4d2dbbb11430d22df1274fb3707ea6f7a306a2b898821024086

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
