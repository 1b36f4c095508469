-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Avtalelinje of AdOpusTest, service adopus
-- target: Avtalelinje in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 9e9c52cb2b7dd47631f31cdb6076f7a53fcc47725c48147263726cb40a3cdbdf

CREATE TABLE {{SCHEMA}}."Avtalelinje" (
    "AvtaleId" integer NOT NULL,
    "Linjenr" smallint NOT NULL,
    "Tiltakskode" varchar(12),
    "Tekst" varchar(200),
    "Enhet" varchar(12),
    "Antall" numeric(12,3),
    "Pris" numeric(18,2),
    "Rabatt" numeric(5,2),
    "MvaSats" numeric(5,2),
    "GyldigFra" date,
    "GyldigTil" date,
    "Konto" varchar(10),
    "Kostnadssted" varchar(12),
    "Prosjekt" varchar(12),
    "Order" integer,
    "Desc" varchar(400),
    "Faktureres" boolean,
    "SistFakturert" date,
    "Restplasser" smallint,
    "Opprettet" timestamp(3),
    "OpprettetAv" integer,
    "Endret" timestamp(3),
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Avtalelinje_pkey" PRIMARY KEY ("AvtaleId", "Linjenr")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Avtalelinje"), $cdc${
    "": "Replica of dbo.Avtalelinje (service adopus)",
    "AvtaleId": "AvtaleId int not null; references dbo.Avtale.AvtaleId",
    "Linjenr": "Linjenr smallint not null",
    "Tiltakskode": "Tiltakskode varchar(12) not null",
    "Tekst": "Tekst nvarchar(200) not null",
    "Enhet": "Enhet nvarchar(12) not null",
    "Antall": "Antall decimal(12,3) not null",
    "Pris": "Pris dbo.Belop = decimal(18,2) not null",
    "Rabatt": "Rabatt dbo.Prosent = numeric(5,2) null",
    "MvaSats": "MvaSats numeric(5,2) not null",
    "GyldigFra": "GyldigFra date not null",
    "GyldigTil": "GyldigTil date null",
    "Konto": "Konto varchar(10) null",
    "Kostnadssted": "Kostnadssted varchar(12) null",
    "Prosjekt": "Prosjekt varchar(12) null",
    "Order": "Order int not null",
    "Desc": "Desc nvarchar(400) null",
    "Faktureres": "Faktureres bit not null",
    "SistFakturert": "SistFakturert date null",
    "Restplasser": "Restplasser smallint null",
    "Opprettet": "Opprettet datetime2(3) not null",
    "OpprettetAv": "OpprettetAv int null",
    "Endret": "Endret datetime2(3) null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
