-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Fraværsårsak of AdOpusTest, service adopus
-- target: Fraværsårsak in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 125521e6ca33bb0e1ba56eea91fc55f51e884efef6aefdfe9d9a20f351a8318e

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

COMMENT ON TABLE {{SCHEMA}}."Fraværsårsak" IS 'Replica of dbo.Fraværsårsak (service adopus)';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."Fraværsårsak"), $cdc${
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
