-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Fraver of AdOpusTest, service adopus
-- target: Fraver in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 76b409f6c58fbcc7961c1a19c2e8aea92368ccf0383c50e56bc0a38b182a00c7

CREATE TABLE {{SCHEMA}}."Fraver" (
    "FraverId" integer NOT NULL,
    "TiltakId" integer,
    "actno" integer,
    "Periode" smallint,
    "Årsak" smallint,
    "FraDato" date,
    "TilDato" date,
    "FraKl" time(0),
    "TilKl" time(0),
    "Timer" numeric(5,2),
    "Grad" smallint,
    "Egenmelding" boolean,
    "Sykmelding" boolean,
    "DokumentId" integer,
    "MeldtTid" timestamp(0),
    "MeldtVia" varchar(1),
    "Godkjent" boolean,
    "GodkjentAv" integer,
    "Merknad" varchar(500),
    "RegDato" timestamp(3),
    "ts" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Fraver_pkey" PRIMARY KEY ("FraverId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Fraver"), $cdc${
    "": "Replica of dbo.Fraver (service adopus)",
    "FraverId": "FraverId int not null",
    "TiltakId": "TiltakId int not null; references dbo.Tiltaksdeltaker.TiltakId",
    "actno": "actno int not null; references dbo.Tiltaksdeltaker.actno",
    "Periode": "Periode smallint not null; references dbo.Tiltaksdeltaker.Periode",
    "Årsak": "Årsak smallint not null; references dbo.Fraværsårsak.ÅrsakId",
    "FraDato": "FraDato date not null",
    "TilDato": "TilDato date null",
    "FraKl": "FraKl time(0) null",
    "TilKl": "TilKl time(0) null",
    "Timer": "Timer decimal(5,2) null",
    "Grad": "Grad tinyint not null",
    "Egenmelding": "Egenmelding bit not null",
    "Sykmelding": "Sykmelding bit not null",
    "DokumentId": "DokumentId int null; references dbo.Dokument.DokumentId",
    "MeldtTid": "MeldtTid smalldatetime null",
    "MeldtVia": "MeldtVia char(1) null; lost: pad blanks",
    "Godkjent": "Godkjent bit null",
    "GodkjentAv": "GodkjentAv int null; references dbo.Bruker.BrukerId",
    "Merknad": "Merknad nvarchar(500) null",
    "RegDato": "RegDato datetime not null",
    "ts": "ts rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
