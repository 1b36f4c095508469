-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.ActorAdresse of AdOpusTest, service adopus
-- target: ActorAdresse in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 78a4aab172b332abf6f77aa904e47c21cdfb8069a8c5e2ce166c0b817b5e3fa5

CREATE TABLE {{SCHEMA}}."ActorAdresse" (
    "AdresseId" integer NOT NULL,
    "actno" integer,
    "AdresseType" varchar(1),
    "Gateadresse" varchar(120),
    "c/o" varchar(80),
    "Postnr" varchar(4),
    "Poststed" varchar(40),
    "Kommunenr" varchar(4),
    "Landkode" varchar(2),
    "Posisjon" bytea,
    "GeokodetMed" varchar(30),
    "GeokodetTid" timestamptz(0),
    "Treffsikkerhet" real,
    "GyldigFra" date,
    "GyldigTil" date,
    "Hemmelig" boolean,
    "RegDato" timestamp(3),
    "ts" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "ActorAdresse_pkey" PRIMARY KEY ("AdresseId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."ActorAdresse"), $cdc${
    "": "Replica of dbo.ActorAdresse (service adopus)",
    "AdresseId": "AdresseId int not null",
    "actno": "actno int not null; references dbo.Actor.actno",
    "AdresseType": "AdresseType char(1) not null; lost: pad blanks",
    "Gateadresse": "Gateadresse nvarchar(120) null",
    "c/o": "c/o nvarchar(80) null",
    "Postnr": "Postnr nchar(4) null; lost: pad blanks",
    "Poststed": "Poststed nvarchar(40) null",
    "Kommunenr": "Kommunenr nvarchar(4) null; references dbo.Kommune.Kommunenr",
    "Landkode": "Landkode varchar(2) not null; references dbo.Land.Landkode",
    "Posisjon": "Posisjon geography null; lost: not carried by Debezium; not in the change stream",
    "GeokodetMed": "GeokodetMed varchar(30) null",
    "GeokodetTid": "GeokodetTid datetimeoffset(0) null; lost: the offset itself",
    "Treffsikkerhet": "Treffsikkerhet real null",
    "GyldigFra": "GyldigFra date not null",
    "GyldigTil": "GyldigTil date null",
    "Hemmelig": "Hemmelig dbo.Flagg = bit not null",
    "RegDato": "RegDato datetime not null",
    "ts": "ts rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
