-- DO NOT EDIT: made by cdc-assets.
-- sha256: 9e34fbdf50da391047850ce4c3d5bc12e32443a8a6a566a3c036407b2a903f73

CREATE TABLE {{SCHEMA}}."stg_Handlingsplan" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
