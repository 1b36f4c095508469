-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Bruker of AdOpusTest, service adopus
-- target: Bruker in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: c4c1e44e82b68ccefd3cbd854147b75ca2c2946c27f9dbb82accac5a9a46a3d2

CREATE TABLE {{SCHEMA}}."stg_Bruker" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "BrukerId" integer,
    "Innstillinger" text,
    "actno" integer,
    "Login" text,
    "AdObjektGuid" uuid,
    "Initialer" text,
    "Fullt navn" text,
    "Tittel" text,
    "Epost" text,
    "Telefon" text,
    "AvdelingId" integer,
    "Rolle" text,
    "Rettighetsmaske" bigint,
    "Administrator" boolean,
    "ArbeidstidFra" time,
    "ArbeidstidTil" time,
    "Tidssone" text,
    "Tema" smallint,
    "SistInnlogget" timestamptz,
    "SperretTil" timestamptz,
    "GyldigFra" date,
    "GyldigTil" date,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Bruker" IS 'Change events of dbo.Bruker waiting for their merge';
