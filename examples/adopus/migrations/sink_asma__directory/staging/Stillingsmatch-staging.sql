-- DO NOT EDIT: made by cdc-assets.
-- sha256: 21d0c7c0b581656a2d00bf2f672368643631c79d4f8d4d089eca4935bb6d7ba7

CREATE TABLE {{SCHEMA}}."stg_Stillingsmatch" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
