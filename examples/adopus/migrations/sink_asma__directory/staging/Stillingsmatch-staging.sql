-- DO NOT EDIT: made by cdc-assets.
-- sha256: c22f110794f1d9c815b72b82eef076644f1bbe6ebe0f88ab2d3c993d343d8ab3

CREATE TABLE {{SCHEMA}}."stg_Stillingsmatch" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "MatchId" bigint,
    "Begrunnelse" text,
    "actno" integer,
    "StillingUuid" uuid,
    "StillingTittel" text,
    "Arbeidsgiver" text,
    "ArbeidsgiverOrgnr" text,
    "Styrk" text,
    "Kommunenr" text,
    "Stillings%" numeric,
    "Søknadsfrist" date,
    "Profilvektor" text,
    "Likhet" double precision,
    "Rangering" smallint,
    "Modell" text,
    "Modellversjon" text,
    "Beregnet" timestamp,
    "VistForDeltaker" boolean,
    "Tilbakemelding" smallint,
    "Kommentar" text,
    "Søkt" boolean,
    "SøktDato" date,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Stillingsmatch" IS 'Change events of dbo.Stillingsmatch waiting for their merge';
