-- DO NOT EDIT: made by cdc-assets.
-- sha256: 09999d8fb621cf5e311f0adc8d582f549a36cf426541f8d695d17a8c56310b68

CREATE TABLE {{SCHEMA}}."stg_KursSamling" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
