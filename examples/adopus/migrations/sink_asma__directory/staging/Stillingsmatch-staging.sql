-- DO NOT EDIT: made by cdc-assets.
-- sha256: 87d42f5bd8c87ed892216cf04b99ecf44628e404b76879ffd64b6d26673d190c

CREATE TABLE {{SCHEMA}}."stg_Stillingsmatch" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
