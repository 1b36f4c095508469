-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Avdeling of AdOpusTest, service adopus
-- target: Avdeling in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: d481a0feaed4d75b7dc0a86f4ead063ee74648d6614a49c7d647b3a9e771151e

CREATE TABLE {{SCHEMA}}."Avdeling" (
    "AvdelingId" integer NOT NULL,
    "Plassering" text,
    "Navn" varchar(80),
    "Kortnavn" varchar(12),
    "Leder" integer,
    "Kostnadssted" varchar(12),
    "Org.nr" varchar(9),
    "Gateadresse" varchar(120),
    "Postnr" varchar(4),
    "Poststed" varchar(40),
    "Kommunenr" varchar(4),
    "Telefon" varchar(20),
    "Epost" varchar(254),
    "Åpner" time(0),
    "Stenger" time(0),
    "Kapasitet" smallint,
    "Arealbruk m²" numeric(9,1),
    "Omriss" bytea,
    "Logo" bytea,
    "Nedlagt" date,
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Avdeling_pkey" PRIMARY KEY ("AvdelingId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Avdeling"), $cdc${
    "": "Replica of dbo.Avdeling (service adopus)",
    "AvdelingId": "AvdelingId int not null",
    "Plassering": "Plassering hierarchyid null; lost: not carried by Debezium; not in the change stream",
    "Navn": "Navn nvarchar(80) not null",
    "Kortnavn": "Kortnavn nvarchar(12) null",
    "Leder": "Leder int null",
    "Kostnadssted": "Kostnadssted varchar(12) null",
    "Org.nr": "Org.nr dbo.Organisasjonsnummer = char(9) null; lost: pad blanks",
    "Gateadresse": "Gateadresse nvarchar(120) null",
    "Postnr": "Postnr nchar(4) null; lost: pad blanks",
    "Poststed": "Poststed nvarchar(40) null",
    "Kommunenr": "Kommunenr nvarchar(4) null; references dbo.Kommune.Kommunenr",
    "Telefon": "Telefon dbo.Telefon = varchar(20) null",
    "Epost": "Epost dbo.Epost = nvarchar(254) null",
    "Åpner": "Åpner time(0) null",
    "Stenger": "Stenger time(0) null",
    "Kapasitet": "Kapasitet smallint null",
    "Arealbruk m²": "Arealbruk m² decimal(9,1) null",
    "Omriss": "Omriss geometry null; lost: not carried by Debezium; not in the change stream",
    "Logo": "Logo image null",
    "Nedlagt": "Nedlagt date null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
