-- DO NOT EDIT: made by cdc-assets.
-- sha256: f131daa9cc13fe9be1b057785d92456e1a2f23ca9ccae2a61d3a1701e7d7d483

CREATE TABLE {{SCHEMA}}."stg_Integrasjonsmelding" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
