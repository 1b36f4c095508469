-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Endringslogg of AdOpusTest, service adopus
-- target: Endringslogg in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: eba06cfcc0ecf366c4cb6b5ff03d16bf5f5eb36c87aefcb3a47ca5d941727085

CREATE TABLE {{SCHEMA}}."Endringslogg" (
    "LoggId" bigint NOT NULL,
    "Tid" timestamp(6),
    "Skjema" varchar(128),
    "Tabell" varchar(128),
    "Kolonne" varchar(128),
    "Nøkkel" varchar(450),
    "Operasjon" varchar(1),
    "Gammel" text,
    "Ny" text,
    "GammelTekst" text,
    "NyTekst" text,
    "Bruker" varchar(128),
    "Maskin" varchar(128),
    "Program" varchar(128),
    "Kontekst" bytea,
    "Transaksjon" bigint,
    "Nivå" smallint,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Endringslogg_pkey" PRIMARY KEY ("LoggId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Endringslogg"), $cdc${
    "": "Replica of dbo.Endringslogg (service adopus)",
    "LoggId": "LoggId bigint not null",
    "Tid": "Tid datetime2(7) not null; lost: 100 ns, cut",
    "Skjema": "Skjema sys.sysname = nvarchar(128) not null",
    "Tabell": "Tabell sys.sysname = nvarchar(128) not null",
    "Kolonne": "Kolonne sys.sysname = nvarchar(128) null",
    "Nøkkel": "Nøkkel nvarchar(450) not null",
    "Operasjon": "Operasjon char(1) not null; lost: pad blanks",
    "Gammel": "Gammel sql_variant null; lost: not carried by Debezium; not in the change stream",
    "Ny": "Ny sql_variant null; lost: not carried by Debezium; not in the change stream",
    "GammelTekst": "GammelTekst nvarchar(max) null; lost: NUL characters are refused",
    "NyTekst": "NyTekst nvarchar(max) null; lost: NUL characters are refused",
    "Bruker": "Bruker nvarchar(128) not null",
    "Maskin": "Maskin nvarchar(128) null",
    "Program": "Program nvarchar(128) null",
    "Kontekst": "Kontekst varbinary(128) null",
    "Transaksjon": "Transaksjon bigint null",
    "Nivå": "Nivå tinyint not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
