-- DO NOT EDIT: made by cdc-assets.
-- sha256: fae854c6c66e5a40a80bd660b86587666c34d42f5354846941d438a2295a5821

CREATE TABLE {{SCHEMA}}."stg_Tiltaksdeltaker" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "TiltakId" integer,
    "actno" integer,
    "Periode" smallint,
    "Merknad" text,
    "SoknadId" integer,
    "Status" smallint,
    "StatusDato" timestamp,
    "StartDato" date,
    "SluttDato" date,
    "PlanlagtSlutt" date,
    "Sluttårsak" text,
    "Fullført" boolean,
    "Stillings%" numeric,
    "TimerPrUke" numeric,
    "Dager pr uke" smallint,
    "Veileder" integer,
    "Innsøkende instans" integer,
    "NavSaksnr" text,
    "Vedtaksnr" text,
    "VedtakFra" date,
    "VedtakTil" date,
    "Ytelse" text,
    "Dagsats" numeric,
    "Reisepenger" numeric,
    "AvstandKm" double precision,
    "Oppmøteprosent" real,
    "Praksisbedrift" integer,
    "PraksisFra" date,
    "PraksisTil" date,
    "ResultatKode" text,
    "Til jobb hos" text,
    "Til jobb stilling" text,
    "OppfølgingTil" date,
    "Opprettet" timestamp,
    "OpprettetAv" integer,
    "ts" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Tiltaksdeltaker" IS 'Change events of dbo.Tiltaksdeltaker waiting for their merge';
