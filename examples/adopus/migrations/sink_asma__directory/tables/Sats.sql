-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Sats of AdOpusTest, service adopus
-- target: Sats in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 934a85ed05c2c49939437f6d1c83d31b758643b490db34ae893adee4c5b2055d

CREATE TABLE {{SCHEMA}}."Sats" (
    "SatsId" integer NOT NULL,
    "Satskode" varchar(20),
    "Beskrivelse" varchar(200),
    "Verdi" numeric(19,6),
    "Beløp [kr]" numeric(18,2),
    "Enhet" varchar(12),
    "Hjemmel" varchar(200),
    "GjelderFra" date,
    "GjelderTil" date,
    "Kilde" varchar(400),
    "EndretAv" varchar(50),
    "SysFra" timestamp(6),
    "SysTil" timestamp(6),
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Sats_pkey" PRIMARY KEY ("SatsId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Sats"), $cdc${
    "": "Replica of dbo.Sats (service adopus)",
    "SatsId": "SatsId int not null",
    "Satskode": "Satskode varchar(20) not null",
    "Beskrivelse": "Beskrivelse nvarchar(200) not null",
    "Verdi": "Verdi numeric(19,6) not null",
    "Beløp [kr]": "Beløp [kr] dbo.Belop = decimal(18,2) null",
    "Enhet": "Enhet nvarchar(12) not null",
    "Hjemmel": "Hjemmel nvarchar(200) null",
    "GjelderFra": "GjelderFra date not null",
    "GjelderTil": "GjelderTil date null",
    "Kilde": "Kilde nvarchar(400) null",
    "EndretAv": "EndretAv nvarchar(50) not null",
    "SysFra": "SysFra datetime2(7) not null; lost: 100 ns, cut",
    "SysTil": "SysTil datetime2(7) not null; lost: 100 ns, cut",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
