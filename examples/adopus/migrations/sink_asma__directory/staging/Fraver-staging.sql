-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Fraver of AdOpusTest, service adopus
-- target: Fraver in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 351be497875b30a2b10364d6924ce6ea21b954babecd90634b49a336fe8cfffd

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
