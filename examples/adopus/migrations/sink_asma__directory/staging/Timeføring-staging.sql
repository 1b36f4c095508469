-- DO NOT EDIT: made by cdc-assets.
-- sha256: f02e03b52581ec4cf3456f90741c237b3f1569ba724240ad4f775a20ec56880c

CREATE TABLE {{SCHEMA}}."stg_Timeføring" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
