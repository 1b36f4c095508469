-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Bruker of AdOpusTest, service adopus
-- target: Bruker in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 0042f3fa3ab6d7659e9bdb010c9dbbd3e61693e5dcac09ca83ac645377a82b01

CREATE TABLE {{SCHEMA}}."Bruker" (
    "BrukerId" integer NOT NULL,
    "actno" integer,
    "Login" varchar(128),
    "AdObjektGuid" uuid,
    "Initialer" varchar(6),
    "Fullt navn" varchar(160),
    "Tittel" varchar(80),
    "Epost" varchar(254),
    "Telefon" varchar(20),
    "AvdelingId" integer,
    "Rolle" varchar(30),
    "Rettighetsmaske" bigint,
    "Administrator" boolean,
    "ArbeidstidFra" time(0),
    "ArbeidstidTil" time(0),
    "Tidssone" varchar(40),
    "Tema" smallint,
    "Innstillinger" text,
    "SistInnlogget" timestamptz(3),
    "SperretTil" timestamptz(3),
    "GyldigFra" date,
    "GyldigTil" date,
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Bruker_pkey" PRIMARY KEY ("BrukerId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Bruker"), $cdc${
    "": "Replica of dbo.Bruker (service adopus)",
    "BrukerId": "BrukerId int not null",
    "actno": "actno int null; references dbo.Actor.actno",
    "Login": "Login sys.sysname = nvarchar(128) not null",
    "AdObjektGuid": "AdObjektGuid uniqueidentifier null; lost: sort order differs",
    "Initialer": "Initialer nvarchar(6) not null",
    "Fullt navn": "Fullt navn nvarchar(160) not null",
    "Tittel": "Tittel nvarchar(80) null",
    "Epost": "Epost dbo.Epost = nvarchar(254) null",
    "Telefon": "Telefon dbo.Telefon = varchar(20) null",
    "AvdelingId": "AvdelingId int null; references dbo.Avdeling.AvdelingId",
    "Rolle": "Rolle varchar(30) not null",
    "Rettighetsmaske": "Rettighetsmaske bigint not null",
    "Administrator": "Administrator dbo.Flagg = bit not null",
    "ArbeidstidFra": "ArbeidstidFra time(0) null",
    "ArbeidstidTil": "ArbeidstidTil time(0) null",
    "Tidssone": "Tidssone varchar(40) not null",
    "Tema": "Tema tinyint not null",
    "Innstillinger": "Innstillinger xml null",
    "SistInnlogget": "SistInnlogget datetimeoffset(3) null; lost: the offset itself",
    "SperretTil": "SperretTil datetimeoffset(3) null; lost: the offset itself",
    "GyldigFra": "GyldigFra date not null",
    "GyldigTil": "GyldigTil date null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
