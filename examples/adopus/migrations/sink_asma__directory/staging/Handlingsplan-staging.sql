-- DO NOT EDIT: made by cdc-assets.
-- sha256: d1819f56fa48199402a695beb39c0b26ba68e8039a9146a805b30dec79ab3e3f

CREATE TABLE {{SCHEMA}}."stg_Handlingsplan" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "PlanId" integer,
    "Delmål" text,
    "Ressurser" text,
    "Hindringer" text,
    "Aktiviteter" text,
    "Evaluering" text,
    "actno" integer,
    "TiltakId" integer,
    "Versjon" smallint,
    "Hovedmål" text,
    "ØnsketYrke" text,
    "ØnsketBransje" text,
    "Avtalt med NAV" boolean,
    "FraDato" date,
    "TilDato" date,
    "Evaluert" date,
    "Måloppnåelse%" numeric,
    "SignertDeltaker" timestamptz,
    "SignertVeileder" timestamptz,
    "Veileder" integer,
    "DokumentId" integer,
    "Status" smallint,
    "Opprettet" timestamp,
    "OpprettetAv" integer,
    "Endret" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Handlingsplan" IS 'Change events of dbo.Handlingsplan waiting for their merge';
