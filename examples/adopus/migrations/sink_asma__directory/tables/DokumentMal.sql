-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.DokumentMal of AdOpusTest, service adopus
-- target: DokumentMal in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 88e72ed0e79de7040799e4a51bd4adc10597f1525ecf9009d465fb0ff46bf02d

CREATE TABLE {{SCHEMA}}."DokumentMal" (
    "MalId" integer NOT NULL,
    "Navn" varchar(100),
    "Gruppe" varchar(20),
    "Versjon" smallint,
    "Utgått" boolean,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "DokumentMal_pkey" PRIMARY KEY ("MalId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."DokumentMal"), $cdc${
    "": "Replica of dbo.DokumentMal (service adopus)",
    "MalId": "MalId int not null",
    "Navn": "Navn nvarchar(100) not null",
    "Gruppe": "Gruppe varchar(20) null",
    "Versjon": "Versjon smallint not null",
    "Utgått": "Utgått bit not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
