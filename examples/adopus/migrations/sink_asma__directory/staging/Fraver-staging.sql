-- DO NOT EDIT: made by cdc-assets.
-- sha256: f5cf47124bfbecfb5a3ce209bee7ef1732674bab3917e4b7ec8fde8fdde0a0b0

CREATE TABLE {{SCHEMA}}."stg_Fraver" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
