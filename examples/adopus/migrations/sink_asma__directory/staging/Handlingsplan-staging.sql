-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Handlingsplan of AdOpusTest, service adopus
-- target: Handlingsplan in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: da98af2119fe4ab92e0a6692e44b65adc995ea58751bcb9af1053f56fd3f388d

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
