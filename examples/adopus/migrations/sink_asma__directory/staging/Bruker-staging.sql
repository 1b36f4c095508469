-- DO NOT EDIT: made by cdc-assets.
-- sha256: 18c1ff6e649a5f10244b7da351514e2284f0df3a0764850bee08df55f1bf8a1f

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
