-- DO NOT EDIT: made by cdc-assets.
-- sha256: 1be691c44df7b138b3c9e7e03053cf57da70706815de69cb31c247509ae51162

CREATE TABLE {{SCHEMA}}."stg_Journal" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "JournalId" integer,
    "Tekst" text,
    "TekstRtf" text,
    "actno" integer,
    "TiltakId" integer,
    "Dato" timestamp,
    "Type" text,
    "Overskrift" text,
    "Intern" boolean,
    "Skjermet" boolean,
    "Skjermingshjemmel" text,
    "Deltaker til stede" boolean,
    "Kanal" smallint,
    "VarighetMin" smallint,
    "NesteKontakt" timestamp,
    "Tiltakspunkt" text,
    "Frist" timestamp,
    "Utført" boolean,
    "Skrevet av" integer,
    "Signert" boolean,
    "SignertTid" timestamp,
    "SignertHash" bytea,
    "SvarPå" integer,
    "DokumentId" integer,
    "Group" text,
    "Slettet" boolean,
    "SlettetAv" integer,
    "SlettetDato" timestamp,
    "RegDato" timestamp,
    "ts" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Journal" IS 'Change events of dbo.Journal waiting for their merge';
