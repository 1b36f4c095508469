-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Fraværsårsak of AdOpusTest, service adopus
-- target: Fraværsårsak in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 96bfd9f375ea8929e50d53638f7048f20e791bd5bf3eb718a3a3945d12e4787e

CREATE TABLE {{SCHEMA}}."Fraværsårsak" (
    "ÅrsakId" smallint NOT NULL,
    "Navn" varchar(60),
    "NavKode" varchar(4),
    "Gyldig fravær" boolean,
    "KreverDokumentasjon" boolean,
    "TrekkesIYtelse" boolean,
    "Farge" bytea,
    "Sortering" smallint,
    "Aktiv" boolean,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Fraværsårsak_pkey" PRIMARY KEY ("ÅrsakId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Fraværsårsak"), $cdc${
    "": "Replica of dbo.Fraværsårsak (service adopus)",
    "ÅrsakId": "ÅrsakId smallint not null",
    "Navn": "Navn nvarchar(60) not null",
    "NavKode": "NavKode varchar(4) null",
    "Gyldig fravær": "Gyldig fravær bit not null",
    "KreverDokumentasjon": "KreverDokumentasjon bit not null",
    "TrekkesIYtelse": "TrekkesIYtelse bit not null",
    "Farge": "Farge binary(3) null",
    "Sortering": "Sortering tinyint not null",
    "Aktiv": "Aktiv bit not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
