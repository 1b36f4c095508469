-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Samtykke of AdOpusTest, service adopus
-- target: Samtykke in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 4defe99f39b62bebcdcfb29d84f5cc3d8f5a4c94389b1575fdaa2719918e72d7

CREATE TABLE {{SCHEMA}}."Samtykke" (
    "SamtykkeId" uuid NOT NULL,
    "actno" integer,
    "Formål" varchar(40),
    "Tekstversjon" smallint,
    "Gitt" timestamptz(6),
    "GittVia" varchar(20),
    "IpAdresse" varchar(45),
    "BankIdReferanse" varchar(100),
    "GyldigTil" date,
    "Trukket" timestamptz(6),
    "TrukketAv" integer,
    "Omfang" text,
    "DataAnsvarlig" varchar(60),
    "Dataansvarlig" integer,
    "Databehandler" integer,
    "DokumentId" integer,
    "Bevis" bytea,
    "Opprettet" timestamp(3),
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Samtykke_pkey" PRIMARY KEY ("SamtykkeId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Samtykke"), $cdc${
    "": "Replica of dbo.Samtykke (service adopus)",
    "SamtykkeId": "SamtykkeId uniqueidentifier not null; lost: sort order differs",
    "actno": "actno int not null; references dbo.Actor.actno",
    "Formål": "Formål varchar(40) not null",
    "Tekstversjon": "Tekstversjon smallint not null",
    "Gitt": "Gitt datetimeoffset(7) not null; lost: the offset itself, and 100 ns, cut",
    "GittVia": "GittVia varchar(20) not null",
    "IpAdresse": "IpAdresse varchar(45) null",
    "BankIdReferanse": "BankIdReferanse nvarchar(100) null",
    "GyldigTil": "GyldigTil date null",
    "Trukket": "Trukket datetimeoffset(7) null; lost: the offset itself, and 100 ns, cut",
    "TrukketAv": "TrukketAv int null",
    "Omfang": "Omfang xml null",
    "DataAnsvarlig": "DataAnsvarlig nvarchar(60) null",
    "Dataansvarlig": "Dataansvarlig int null; references dbo.Actor.actno",
    "Databehandler": "Databehandler int null; references dbo.Actor.actno",
    "DokumentId": "DokumentId int null; references dbo.Dokument.DokumentId",
    "Bevis": "Bevis varbinary(max) null",
    "Opprettet": "Opprettet datetime2(3) not null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
