-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Månedsoppgjør of AdOpusTest, service adopus
-- target: Månedsoppgjør in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: e68f6bdd7b4ce23a5989e6a276f28a41f1b3046632b62f13fb8394a7b1c01295

CREATE TABLE {{SCHEMA}}."stg_Månedsoppgjør" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "År" smallint,
    "Måned" smallint,
    "TiltakId" integer,
    "actno" integer,
    "Periode" smallint,
    "Avvik" text,
    "Avdeling" integer,
    "Kalenderdager" smallint,
    "Virkedager" smallint,
    "Oppmøtedager" smallint,
    "Fraværsdager gyldig" smallint,
    "Fraværsdager ugyldig" smallint,
    "Sykedager" smallint,
    "Feriedager" smallint,
    "Timer plan" numeric,
    "Timer faktisk" numeric,
    "Timer praksis" numeric,
    "Oppmøte %" real,
    "Plassandel" numeric,
    "Dagsats" numeric,
    "Ytelse" numeric,
    "Trekk" numeric,
    "Reise" numeric,
    "Bonus" numeric,
    "Valutakurs" double precision,
    "Konto" text,
    "Bilagsnr" bigint,
    "Bilagsdato" timestamp,
    "Kjørt" timestamp,
    "Kjørt av" text,
    "Kjøring nr" integer,
    "Godkjent" boolean,
    "Godkjent av" text,
    "Godkjent dato" timestamp,
    "Overført NAV" boolean,
    "Overført dato" timestamp,
    "Kvittering" text,
    "Låst" boolean,
    "ts" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Månedsoppgjør" IS 'Change events of dbo.Månedsoppgjør waiting for their merge';
