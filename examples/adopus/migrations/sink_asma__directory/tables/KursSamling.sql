-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.KursSamling of AdOpusTest, service adopus
-- target: KursSamling in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: ba8ebff62b104f066e63722629199f396d109da9556aeeb3972290c4b7282ae0

CREATE TABLE {{SCHEMA}}."KursSamling" (
    "Kurs Id" integer NOT NULL,
    "Nr" smallint NOT NULL,
    "Tema" varchar(120),
    "Dato" date,
    "Fra" time(6),
    "Til" time(6),
    "Pause" time(0),
    "Rom" varchar(40),
    "Foreleser" varchar(120),
    "Honorar" numeric(19,4),
    "Presentasjon" bytea,
    "Opptak" varchar(400),
    "Avlyst" boolean,
    "Merknad" varchar(400),
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "KursSamling_pkey" PRIMARY KEY ("Kurs Id", "Nr")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."KursSamling"), $cdc${
    "": "Replica of dbo.KursSamling (service adopus)",
    "Kurs Id": "Kurs Id int not null; references dbo.Kurs.Kurs Id",
    "Nr": "Nr tinyint not null",
    "Tema": "Tema nvarchar(120) not null",
    "Dato": "Dato date not null",
    "Fra": "Fra time(7) not null; lost: 100 ns, cut",
    "Til": "Til time(7) not null; lost: 100 ns, cut",
    "Pause": "Pause time(0) null",
    "Rom": "Rom nvarchar(40) null",
    "Foreleser": "Foreleser nvarchar(120) null",
    "Honorar": "Honorar money null",
    "Presentasjon": "Presentasjon varbinary(max) null",
    "Opptak": "Opptak nvarchar(400) null",
    "Avlyst": "Avlyst bit not null",
    "Merknad": "Merknad nvarchar(400) null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
