-- DO NOT EDIT: made by cdc-assets.
-- sha256: bc35cfb4d0c072e0b89eecb9dade6ef39ad9daf40108178e98e1c6ba1140c839

CREATE TABLE {{SCHEMA}}."stg_Månedsoppgjør" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
