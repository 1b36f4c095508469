-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Land of AdOpusTest, service adopus
-- target: Land in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 646a58bc5534352838d4ba6054d0fc5788fc4bbb4a45c81e9eea5d8c3c787739

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

COMMENT ON TABLE {{SCHEMA}}."Land" IS 'Replica of dbo.Land (service adopus)';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."Land"), $cdc${
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
