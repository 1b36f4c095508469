-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ActorActor of AdOpusTest, service adopus
-- target: ActorActor in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: ad71c7d8181cc388b603b9e7b429bab9ddeda8dd0e039546b335fd2bcd19b516

CREATE TABLE {{SCHEMA}}."ActorActor" (
    "FraActor" integer NOT NULL,
    "TilActor" integer NOT NULL,
    "RelasjonType" smallint NOT NULL,
    "Gyldig fra" date,
    "Gyldig til" date,
    "Primær" boolean,
    "Merknad" varchar(400),
    "RegDato" timestamp(3),
    "RegAv" varchar(50),
    "ts" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "ActorActor_pkey" PRIMARY KEY ("FraActor", "TilActor", "RelasjonType")
);

COMMENT ON TABLE {{SCHEMA}}."ActorActor" IS 'Replica of dbo.ActorActor (service adopus)';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."ActorActor"), $cdc${
    "FraActor": "FraActor int not null; references dbo.Actor.actno",
    "TilActor": "TilActor int not null; references dbo.Actor.actno",
    "RelasjonType": "RelasjonType smallint not null",
    "Gyldig fra": "Gyldig fra date not null",
    "Gyldig til": "Gyldig til date null",
    "Primær": "Primær bit not null",
    "Merknad": "Merknad nvarchar(400) null",
    "RegDato": "RegDato datetime not null",
    "RegAv": "RegAv nvarchar(50) null",
    "ts": "ts rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
