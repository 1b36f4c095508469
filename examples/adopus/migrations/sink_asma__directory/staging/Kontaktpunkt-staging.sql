-- DO NOT EDIT: made by cdc-assets.
-- sha256: 1e37709344a3652a0241383ac48f5c74b7ab40e93fab858c3e4f22c5ccc262a7

CREATE TABLE {{SCHEMA}}."stg_Kontaktpunkt" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
