-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Land of AdOpusTest, service adopus
-- target: Land in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 1399573a07f026818d01c92554e4518b94917655535f97686331bdfa12ec1c3a

CREATE TABLE {{SCHEMA}}."Land" (
    "Landkode" varchar(2) NOT NULL,
    "Alfa3" varchar(3),
    "Numerisk" smallint,
    "Navn" varchar(80),
    "NavnEngelsk" varchar(80),
    "Retningsnummer" varchar(8),
    "Eøs" boolean,
    "Sortering" integer,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Land_pkey" PRIMARY KEY ("Landkode")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Land"), $cdc${
    "": "Replica of dbo.Land (service adopus)",
    "Landkode": "Landkode varchar(2) not null",
    "Alfa3": "Alfa3 char(3) not null; lost: pad blanks",
    "Numerisk": "Numerisk smallint not null",
    "Navn": "Navn nvarchar(80) not null",
    "NavnEngelsk": "NavnEngelsk varchar(80) null",
    "Retningsnummer": "Retningsnummer varchar(8) null",
    "Eøs": "Eøs bit not null",
    "Sortering": "Sortering int not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
