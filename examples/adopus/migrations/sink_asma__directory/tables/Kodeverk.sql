-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Kodeverk of AdOpusTest, service adopus
-- target: Kodeverk in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: f0d6f711e09778b25b44c48cfb84887b405962c8a2453b7c909b7f5bc08ba9f0

CREATE TABLE {{SCHEMA}}."Kodeverk" (
    "Type" varchar(20) NOT NULL,
    "Kode" varchar(10) NOT NULL,
    "Verdi" varchar(200),
    "Nynorsk" varchar(200),
    "Kortform" varchar(20),
    "Merknad [intern]" varchar(400),
    "Sortering" smallint,
    "Aktiv" boolean,
    "Endret" timestamp(0),
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Kodeverk_pkey" PRIMARY KEY ("Type", "Kode")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Kodeverk"), $cdc${
    "": "Replica of dbo.Kodeverk (service adopus)",
    "Type": "Type varchar(20) not null",
    "Kode": "Kode varchar(10) not null",
    "Verdi": "Verdi nvarchar(200) not null",
    "Nynorsk": "Nynorsk nvarchar(200) null",
    "Kortform": "Kortform nvarchar(20) null",
    "Merknad [intern]": "Merknad [intern] nvarchar(400) null",
    "Sortering": "Sortering smallint not null",
    "Aktiv": "Aktiv bit not null",
    "Endret": "Endret smalldatetime not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
