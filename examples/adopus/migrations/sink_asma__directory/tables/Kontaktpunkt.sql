-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Kontaktpunkt of AdOpusTest, service adopus
-- target: Kontaktpunkt in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: c26362781024737b73c5a995649511fb535c5996ad0f7ac11ff9b816a0796131

CREATE TABLE {{SCHEMA}}."Kontaktpunkt" (
    "KontaktpunktId" integer NOT NULL,
    "actno" integer,
    "Kanal" smallint,
    "Verdi" varchar(254),
    "Etikett" varchar(40),
    "Foretrukket" boolean,
    "ReservertMotVarsel" boolean,
    "Bekreftet" timestamp(0),
    "TidligstKlokken" time(0),
    "SenestKlokken" time(0),
    "Opprettet" timestamp(3),
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Kontaktpunkt_pkey" PRIMARY KEY ("KontaktpunktId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Kontaktpunkt"), $cdc${
    "": "Replica of dbo.Kontaktpunkt (service adopus)",
    "KontaktpunktId": "KontaktpunktId int not null",
    "actno": "actno int not null; references dbo.Actor.actno",
    "Kanal": "Kanal tinyint not null",
    "Verdi": "Verdi nvarchar(254) not null",
    "Etikett": "Etikett nvarchar(40) null",
    "Foretrukket": "Foretrukket bit not null",
    "ReservertMotVarsel": "ReservertMotVarsel bit not null",
    "Bekreftet": "Bekreftet datetime2(0) null",
    "TidligstKlokken": "TidligstKlokken time(0) null",
    "SenestKlokken": "SenestKlokken time(0) null",
    "Opprettet": "Opprettet datetime2(3) not null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
