-- DO NOT EDIT: made by cdc-assets.
-- sha256: d6b30d51dfc84bca6c14ec821a3862af5e7f30c1c82809d4b41a84ae5479b6e3

CREATE TABLE {{SCHEMA}}."stg_Fraver" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
