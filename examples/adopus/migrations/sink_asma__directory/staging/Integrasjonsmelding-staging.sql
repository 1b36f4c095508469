-- DO NOT EDIT: made by cdc-assets.
-- sha256: b9447eb5c786438fdff4ac3e977c6e3fd22127303be98de5cf58d8efd937413c

CREATE TABLE {{SCHEMA}}."stg_Integrasjonsmelding" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
