-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Handlingsplan of AdOpusTest, service adopus
-- target: Handlingsplan in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 8c443bf4aeae54fb8194abe55233e71f8cd80f789e3ac21659ed3251e269a20b

CREATE TABLE {{SCHEMA}}."Handlingsplan" (
    "PlanId" integer NOT NULL,
    "actno" integer,
    "TiltakId" integer,
    "Versjon" smallint,
    "Hovedmål" varchar(500),
    "Delmål" text,
    "ØnsketYrke" varchar(8),
    "ØnsketBransje" varchar(60),
    "Ressurser" text,
    "Hindringer" text,
    "Aktiviteter" text,
    "Avtalt med NAV" boolean,
    "FraDato" date,
    "TilDato" date,
    "Evaluert" date,
    "Evaluering" text,
    "Måloppnåelse%" numeric(5,2),
    "SignertDeltaker" timestamptz(0),
    "SignertVeileder" timestamptz(0),
    "Veileder" integer,
    "DokumentId" integer,
    "Status" smallint,
    "Opprettet" timestamp(3),
    "OpprettetAv" integer,
    "Endret" timestamp(3),
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Handlingsplan_pkey" PRIMARY KEY ("PlanId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Handlingsplan"), $cdc${
    "": "Replica of dbo.Handlingsplan (service adopus)",
    "PlanId": "PlanId int not null",
    "actno": "actno int not null; references dbo.Actor.actno",
    "TiltakId": "TiltakId int null; references dbo.Tiltak.TiltakId",
    "Versjon": "Versjon smallint not null",
    "Hovedmål": "Hovedmål nvarchar(500) not null",
    "Delmål": "Delmål nvarchar(max) null; lost: NUL characters are refused",
    "ØnsketYrke": "ØnsketYrke varchar(8) null; references dbo.Yrke.Styrk",
    "ØnsketBransje": "ØnsketBransje nvarchar(60) null",
    "Ressurser": "Ressurser nvarchar(max) null; lost: NUL characters are refused",
    "Hindringer": "Hindringer nvarchar(max) null; lost: NUL characters are refused",
    "Aktiviteter": "Aktiviteter xml null",
    "Avtalt med NAV": "Avtalt med NAV bit not null",
    "FraDato": "FraDato date not null",
    "TilDato": "TilDato date null",
    "Evaluert": "Evaluert date null",
    "Evaluering": "Evaluering nvarchar(max) null; lost: NUL characters are refused",
    "Måloppnåelse%": "Måloppnåelse% decimal(5,2) null",
    "SignertDeltaker": "SignertDeltaker datetimeoffset(0) null; lost: the offset itself",
    "SignertVeileder": "SignertVeileder datetimeoffset(0) null; lost: the offset itself",
    "Veileder": "Veileder int null; references dbo.Bruker.BrukerId",
    "DokumentId": "DokumentId int null; references dbo.Dokument.DokumentId",
    "Status": "Status tinyint not null",
    "Opprettet": "Opprettet datetime2(3) not null",
    "OpprettetAv": "OpprettetAv int null",
    "Endret": "Endret datetime2(3) null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
