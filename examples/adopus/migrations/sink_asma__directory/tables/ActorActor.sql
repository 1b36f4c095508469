-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.ActorActor of AdOpusTest, service adopus
-- target: ActorActor in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 5953749ed660165dd93b8e2d8788e2146448d17f91abe736546cf4e1ac6a2e9c

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

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."ActorActor"), $cdc${
    "": "Replica of dbo.ActorActor (service adopus)",
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
