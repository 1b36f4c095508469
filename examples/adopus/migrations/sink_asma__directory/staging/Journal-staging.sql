-- DO NOT EDIT: made by cdc-assets.
-- sha256: b905058adbfba25e1513f8634298a23d0e269941ec5a5ede2e2d8d3a3a983c07

CREATE TABLE {{SCHEMA}}."stg_Journal" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
