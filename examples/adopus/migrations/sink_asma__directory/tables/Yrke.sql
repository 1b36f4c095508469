-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Yrke of AdOpusTest, service adopus
-- target: Yrke in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 0cf778bf5659be194a991031e1b4be535470875c77cc31cba62abc743ed65806

CREATE TABLE {{SCHEMA}}."Yrke" (
    "Styrk" varchar(8) NOT NULL,
    "Tittel" varchar(120),
    "Tittel nynorsk" varchar(120),
    "Overordnet" varchar(8),
    "Nivå" smallint,
    "Esco" uuid,
    "Alternative" varchar(1000),
    "Regulert" boolean,
    "Sortering" integer,
    "GyldigFra" date,
    "GyldigTil" date,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Yrke_pkey" PRIMARY KEY ("Styrk")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Yrke"), $cdc${
    "": "Replica of dbo.Yrke (service adopus)",
    "Styrk": "Styrk varchar(8) not null",
    "Tittel": "Tittel nvarchar(120) not null",
    "Tittel nynorsk": "Tittel nynorsk nvarchar(120) null",
    "Overordnet": "Overordnet varchar(8) null; references dbo.Yrke.Styrk",
    "Nivå": "Nivå tinyint not null",
    "Esco": "Esco uniqueidentifier null; lost: sort order differs",
    "Alternative": "Alternative nvarchar(1000) null",
    "Regulert": "Regulert bit not null",
    "Sortering": "Sortering int not null",
    "GyldigFra": "GyldigFra date null",
    "GyldigTil": "GyldigTil date null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
