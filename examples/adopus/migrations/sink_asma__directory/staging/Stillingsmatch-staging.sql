-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Stillingsmatch of AdOpusTest, service adopus
-- target: Stillingsmatch in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: c5c03e4a0ffaa4d4637df664c970deef5d2d26250741f3d3fd271c6c91e87838

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
