-- DO NOT EDIT: made by cdc-assets.
-- sha256: ebeaacc980f1ab418834ae90d8a3b1bdc264a001438b2de1934141259a1221e8

CREATE TABLE {{SCHEMA}}."stg_Månedsoppgjør" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
