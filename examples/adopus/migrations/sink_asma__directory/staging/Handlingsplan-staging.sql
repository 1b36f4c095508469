-- DO NOT EDIT: made by cdc-assets.
-- sha256: 34df5e46483cbb0d9d4d76be72060cd70002b27fcbcb963b51fa435386f4d64d

CREATE TABLE {{SCHEMA}}."stg_Handlingsplan" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
