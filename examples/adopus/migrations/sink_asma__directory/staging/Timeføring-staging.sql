-- DO NOT EDIT: made by cdc-assets.
-- sha256: 1a65edb213df197f0febf472307ba475d7714656128f1099a69d0454e6dfb977

CREATE TABLE {{SCHEMA}}."stg_Timeføring" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
