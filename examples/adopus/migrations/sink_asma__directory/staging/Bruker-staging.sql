-- DO NOT EDIT: made by cdc-assets.
-- sha256: 22dbf6692fbd12b2bf4cf07b815cb527fd1907faaa7e82ab8cc670a84dbc390f

CREATE TABLE {{SCHEMA}}."stg_Bruker" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
