-- DO NOT EDIT: made by cdc-assets.
-- sha256: 3cc921cc83f205ac90c5e8da22d95b6b95a206630dfbef61d07077b0709dbb5f

CREATE TABLE {{SCHEMA}}."stg_Timeføring" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "TimeføringId" bigint,
    "Sted" bytea,
    "BrukerId" integer,
    "actno" integer,
    "TiltakId" integer,
    "Dato" date,
    "Start" timestamptz,
    "Slutt" timestamptz,
    "Timer" numeric,
    "Aktivitet" text,
    "Beskrivelse" text,
    "Fakturerbar" boolean,
    "Timepris" numeric,
    "Beløp" numeric,
    "FakturaId" integer,
    "FakturaLinjenr" smallint,
    "KjørteKm" real,
    "Bompenger" numeric,
    "Godkjent" boolean,
    "GodkjentAv" integer,
    "GodkjentTid" timestamp,
    "Låst" boolean,
    "Kilde" text,
    "Opprettet" timestamp,
    "Endret" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Timeføring" IS 'Change events of dbo.Timeføring waiting for their merge';
