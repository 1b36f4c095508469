-- DO NOT EDIT: made by cdc-assets.
-- sha256: 9e27c195f23b2a2af9685335d3b42784f6ecb276b62b3362ba3c16479da7fd64

CREATE TABLE {{SCHEMA}}."stg_Kontaktpunkt" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
