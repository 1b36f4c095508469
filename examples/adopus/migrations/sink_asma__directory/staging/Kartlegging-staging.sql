-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kartlegging of AdOpusTest, service adopus
-- target: Kartlegging in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 62d968efa50502575d5b9245428ec39c71e8150852e096a983b314910ea49a8e

CREATE TABLE {{SCHEMA}}."stg_Kartlegging" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "KartleggingId" integer,
    "Interesser" text,
    "Svar" text,
    "Konklusjon" text,
    "actno" integer,
    "TiltakId" integer,
    "Skjema" text,
    "Skjemaversjon" numeric,
    "Dato" date,
    "UtførtAv" integer,
    "Fase" smallint,
    "Motivasjon" smallint,
    "Mestringstro" smallint,
    "Helse" smallint,
    "Smerter" smallint,
    "Søvn" smallint,
    "Konsentrasjon" smallint,
    "Stress" smallint,
    "Sosialt" smallint,
    "Familie" smallint,
    "Økonomi" smallint,
    "Bolig" smallint,
    "Rus" smallint,
    "NorskMuntlig" text,
    "NorskSkriftlig" text,
    "Engelsk" text,
    "Regning" smallint,
    "Lesing" smallint,
    "Digital" smallint,
    "Fysisk kapasitet" real,
    "Psykisk kapasitet" real,
    "Arbeidsevne%" real,
    "ArbeidsevneForrige%" real,
    "Sumskår" smallint,
    "Normskår" numeric,
    "ZSkår" double precision,
    "Persentil" numeric,
    "VurderingAvDeltakerensMulighetForOvergangTilOrdinærtA_2a8d040d" smallint,
    "VurderingAvDeltakerensMulighetForOvergangTilOrdinærtA_40c5b843" smallint,
    "Styrker" text,
    "Utfordringer" text,
    "Tilretteleggingsbehov" text,
    "Godkjent" boolean,
    "GodkjentTid" timestamp,
    "Opprettet" timestamp,
    "Endret" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Kartlegging" IS 'Change events of dbo.Kartlegging waiting for their merge';
