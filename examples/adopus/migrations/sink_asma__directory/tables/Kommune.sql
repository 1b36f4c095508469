-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Kommune of AdOpusTest, service adopus
-- target: Kommune in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: fbb3273c72ef1252164f16d5b3bd6ff9fad67c7f243cba0c08df7816f7dfbe2d

CREATE TABLE {{SCHEMA}}."Kommune" (
    "Kommunenr" varchar(4) NOT NULL,
    "Navn" varchar(60),
    "SamiskNavn" varchar(60),
    "Fylkesnr" varchar(2),
    "Fylke" varchar(40),
    "Innbyggere" integer,
    "Areal km²" numeric(38,10),
    "Grense" bytea,
    "GyldigFra" date,
    "GyldigTil" date,
    "Erstattes av" varchar(4),
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Kommune_pkey" PRIMARY KEY ("Kommunenr")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Kommune"), $cdc${
    "": "Replica of dbo.Kommune (service adopus)",
    "Kommunenr": "Kommunenr nvarchar(4) not null",
    "Navn": "Navn nvarchar(60) not null",
    "SamiskNavn": "SamiskNavn nvarchar(60) null",
    "Fylkesnr": "Fylkesnr char(2) not null; lost: pad blanks",
    "Fylke": "Fylke nvarchar(40) not null",
    "Innbyggere": "Innbyggere int null",
    "Areal km²": "Areal km² numeric(38,10) null",
    "Grense": "Grense geometry null; lost: not carried by Debezium; not in the change stream",
    "GyldigFra": "GyldigFra date not null",
    "GyldigTil": "GyldigTil date null",
    "Erstattes av": "Erstattes av nvarchar(4) null; references dbo.Kommune.Kommunenr",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
