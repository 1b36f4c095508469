-- DO NOT EDIT: made by cdc-assets.
-- sha256: 626a7f22597debff1b89b8ff33bb30ce3a23fa5f593d7361ceafe66743398de8

CREATE TABLE {{SCHEMA}}."stg_Avdeling" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
