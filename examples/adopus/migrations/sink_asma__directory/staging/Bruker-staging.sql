-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4b132c5a3deb23d59487f9ae3ebc6963a34136990e28314921d87659fc03c233

CREATE TABLE {{SCHEMA}}."stg_Bruker" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
