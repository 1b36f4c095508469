-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4607cadb16717dcc58bfa769e9ebd463b60a5bada236d344259ef906006c0a42

CREATE TABLE {{SCHEMA}}."stg_Avdeling" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
