-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4a8f50b82a755789a504205ea731637898608749d356b9e95119afab7cb476d2

CREATE TABLE {{SCHEMA}}."stg_Fraver" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "FraverId" integer,
    "TiltakId" integer,
    "actno" integer,
    "Periode" smallint,
    "Årsak" smallint,
    "FraDato" date,
    "TilDato" date,
    "FraKl" time,
    "TilKl" time,
    "Timer" numeric,
    "Grad" smallint,
    "Egenmelding" boolean,
    "Sykmelding" boolean,
    "DokumentId" integer,
    "MeldtTid" timestamp,
    "MeldtVia" text,
    "Godkjent" boolean,
    "GodkjentAv" integer,
    "Merknad" text,
    "RegDato" timestamp,
    "ts" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Fraver" IS 'Change events of dbo.Fraver waiting for their merge';
