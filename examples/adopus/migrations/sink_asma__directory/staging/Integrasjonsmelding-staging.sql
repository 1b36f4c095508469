-- DO NOT EDIT: made by cdc-assets.
-- sha256: eec159dd855d67f53156fd119ef47cab12a9b94650e6a025af5e7529958416f1

CREATE TABLE {{SCHEMA}}."stg_Integrasjonsmelding" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "MeldingId" bigint,
    "Hode" text,
    "Melding" text,
    "Kvittering" text,
    "Rådata" bytea,
    "Feilmelding" text,
    "Korrelasjon" uuid,
    "Retning" text,
    "System" text,
    "Meldingstype" text,
    "Versjon" text,
    "actno" integer,
    "SoknadId" integer,
    "Status" smallint,
    "Forsøk" smallint,
    "NesteForsøk" timestamptz,
    "Mottatt" text,
    "Behandlet" text,
    "VarighetMs" integer,
    "HttpStatus" smallint,
    "Endepunkt" text,
    "Feilkode" text,
    "Server" text,
    "Prosess" integer,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Integrasjonsmelding" IS 'Change events of dbo.Integrasjonsmelding waiting for their merge';
