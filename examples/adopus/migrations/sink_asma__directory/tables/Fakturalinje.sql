-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Fakturalinje of AdOpusTest, service adopus
-- target: Fakturalinje in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 9e551c2c227d7a521a7cb579923bbc331c3556ecb77535aa18d3f4421e011617

CREATE TABLE {{SCHEMA}}."Fakturalinje" (
    "FakturaId" integer NOT NULL,
    "Linjenr" smallint NOT NULL,
    "AvtaleId" integer,
    "AvtaleLinjenr" smallint,
    "actno" integer,
    "Varenr" varchar(20),
    "Tekst" varchar(400),
    "Antall" numeric(12,3),
    "Enhet" varchar(12),
    "Pris" numeric(18,4),
    "Rabatt" numeric(5,2),
    "Netto" numeric(18,2),
    "MvaKode" varchar(4),
    "MvaSats" numeric(5,2),
    "Konto" varchar(10),
    "Kostnadssted" varchar(12),
    "Prosjekt" varchar(12),
    "PeriodeFra" date,
    "PeriodeTil" date,
    "Sortering" integer,
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Fakturalinje_pkey" PRIMARY KEY ("FakturaId", "Linjenr")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Fakturalinje"), $cdc${
    "": "Replica of dbo.Fakturalinje (service adopus)",
    "FakturaId": "FakturaId int not null; references dbo.Faktura.FakturaId",
    "Linjenr": "Linjenr smallint not null",
    "AvtaleId": "AvtaleId int null; references dbo.Avtalelinje.AvtaleId",
    "AvtaleLinjenr": "AvtaleLinjenr smallint null; references dbo.Avtalelinje.Linjenr",
    "actno": "actno int null; references dbo.Actor.actno",
    "Varenr": "Varenr nvarchar(20) null",
    "Tekst": "Tekst nvarchar(400) not null",
    "Antall": "Antall decimal(12,3) not null",
    "Enhet": "Enhet nvarchar(12) not null",
    "Pris": "Pris decimal(18,4) not null",
    "Rabatt": "Rabatt dbo.Prosent = numeric(5,2) null",
    "Netto": "Netto dbo.Belop = decimal(18,2) not null",
    "MvaKode": "MvaKode varchar(4) not null",
    "MvaSats": "MvaSats numeric(5,2) not null",
    "Konto": "Konto varchar(10) null",
    "Kostnadssted": "Kostnadssted varchar(12) null",
    "Prosjekt": "Prosjekt varchar(12) null",
    "PeriodeFra": "PeriodeFra date null",
    "PeriodeTil": "PeriodeTil date null",
    "Sortering": "Sortering int not null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
