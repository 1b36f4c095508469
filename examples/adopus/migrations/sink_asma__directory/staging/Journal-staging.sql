-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Journal of AdOpusTest, service adopus
-- target: Journal in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 4765a5846810e899c16fb8eb032da7d459911ae0cdd0d1a2b6cb754efdb1c35b

CREATE TABLE {{SCHEMA}}."stg_Journal" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
