-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Systemparameter of AdOpusTest, service adopus
-- target: Systemparameter in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 9d2f0a4663d5bccecee9dfac105bc9509e637fffec042d2ab76d070326ec5018

CREATE TABLE {{SCHEMA}}."Systemparameter" (
    "Parameter" varchar(128) NOT NULL,
    "Modul" varchar(30) NOT NULL,
    "Verdi" text,
    "Standardverdi" text,
    "Datatype" varchar(128),
    "Beskrivelse" varchar(400),
    "MinVerdi" double precision,
    "MaksVerdi" double precision,
    "Kundestyrt" boolean,
    "Endret" timestamp(0),
    "EndretAv" varchar(50),
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Systemparameter_pkey" PRIMARY KEY ("Modul", "Parameter")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Systemparameter"), $cdc${
    "": "Replica of dbo.Systemparameter (service adopus)",
    "Parameter": "Parameter sys.sysname = nvarchar(128) not null",
    "Modul": "Modul varchar(30) not null",
    "Verdi": "Verdi sql_variant null; lost: not carried by Debezium; not in the change stream",
    "Standardverdi": "Standardverdi sql_variant null; lost: not carried by Debezium; not in the change stream",
    "Datatype": "Datatype sys.sysname = nvarchar(128) not null",
    "Beskrivelse": "Beskrivelse nvarchar(400) null",
    "MinVerdi": "MinVerdi float(53) null",
    "MaksVerdi": "MaksVerdi float(53) null",
    "Kundestyrt": "Kundestyrt bit not null",
    "Endret": "Endret datetime2(0) null",
    "EndretAv": "EndretAv dbo.BrukerNavn = nvarchar(50) null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
