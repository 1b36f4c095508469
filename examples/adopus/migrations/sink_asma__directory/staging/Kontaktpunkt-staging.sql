-- DO NOT EDIT: made by cdc-assets.
-- sha256: c52d80eaebee56a765f38f2ee0aad4c85639b43135f1c555e714a72aca79ce91

CREATE TABLE {{SCHEMA}}."stg_Kontaktpunkt" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "KontaktpunktId" integer,
    "actno" integer,
    "Kanal" smallint,
    "Verdi" text,
    "Etikett" text,
    "Foretrukket" boolean,
    "ReservertMotVarsel" boolean,
    "Bekreftet" timestamp,
    "TidligstKlokken" time,
    "SenestKlokken" time,
    "Opprettet" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Kontaktpunkt" IS 'Change events of dbo.Kontaktpunkt waiting for their merge';
