-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.DokumentMal of AdOpusTest, service adopus
-- target: DokumentMal in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: ef6bc9bd1fc19662e54cc5fdc278037d9aff2322aecddd1a95a073cbac714fac

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

COMMENT ON TABLE {{SCHEMA}}."DokumentMal" IS 'Replica of dbo.DokumentMal (service adopus)';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."DokumentMal"), $cdc${
    "MalId": "MalId int not null",
    "Navn": "Navn nvarchar(100) not null",
    "Gruppe": "Gruppe varchar(20) null",
    "Versjon": "Versjon smallint not null",
    "Utgått": "Utgått bit not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
