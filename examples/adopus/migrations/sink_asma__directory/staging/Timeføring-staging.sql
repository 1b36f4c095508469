-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Timeføring of AdOpusTest, service adopus
-- target: Timeføring in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 0459987b2f99c0e8422d8ef7f40bae26afe3889eb70744c4541c2277903c548c

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
