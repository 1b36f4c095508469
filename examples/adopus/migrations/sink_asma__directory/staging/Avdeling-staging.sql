-- DO NOT EDIT: made by cdc-assets.
-- sha256: 8c1b20d1963439db9ce4f1f0456a55fe65f9f5cb2af266559bc726f9c7fbcf44

CREATE TABLE {{SCHEMA}}."stg_Avdeling" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "AvdelingId" integer,
    "Omriss" bytea,
    "Logo" bytea,
    "Plassering" text,
    "Navn" text,
    "Kortnavn" text,
    "Leder" integer,
    "Kostnadssted" text,
    "Org.nr" text,
    "Gateadresse" text,
    "Postnr" text,
    "Poststed" text,
    "Kommunenr" text,
    "Telefon" text,
    "Epost" text,
    "Åpner" time,
    "Stenger" time,
    "Kapasitet" smallint,
    "Arealbruk m²" numeric,
    "Nedlagt" date,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Avdeling" IS 'Change events of dbo.Avdeling waiting for their merge';
