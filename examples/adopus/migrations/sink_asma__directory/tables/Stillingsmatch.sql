-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Stillingsmatch of AdOpusTest, service adopus
-- target: Stillingsmatch in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: f8a06bae80f88e3e445024186ad74e31862b5f130c6a01ad232b97e5fe708762

CREATE TABLE {{SCHEMA}}."Stillingsmatch" (
    "MatchId" bigint NOT NULL,
    "actno" integer,
    "StillingUuid" uuid,
    "StillingTittel" varchar(200),
    "Arbeidsgiver" varchar(120),
    "ArbeidsgiverOrgnr" varchar(9),
    "Styrk" varchar(8),
    "Kommunenr" varchar(4),
    "Stillings%" numeric(5,2),
    "Søknadsfrist" date,
    "Profilvektor" text,
    "Likhet" double precision,
    "Rangering" smallint,
    "Begrunnelse" json,
    "Modell" varchar(60),
    "Modellversjon" varchar(20),
    "Beregnet" timestamp(3),
    "VistForDeltaker" boolean,
    "Tilbakemelding" smallint,
    "Kommentar" varchar(1000),
    "Søkt" boolean,
    "SøktDato" date,
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Stillingsmatch_pkey" PRIMARY KEY ("MatchId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Stillingsmatch"), $cdc${
    "": "Replica of dbo.Stillingsmatch (service adopus)",
    "MatchId": "MatchId bigint not null",
    "actno": "actno int not null; references dbo.Actor.actno",
    "StillingUuid": "StillingUuid uniqueidentifier not null; lost: sort order differs",
    "StillingTittel": "StillingTittel nvarchar(200) not null",
    "Arbeidsgiver": "Arbeidsgiver nvarchar(120) null",
    "ArbeidsgiverOrgnr": "ArbeidsgiverOrgnr dbo.Organisasjonsnummer = char(9) null; lost: pad blanks",
    "Styrk": "Styrk varchar(8) null; references dbo.Yrke.Styrk",
    "Kommunenr": "Kommunenr nvarchar(4) null; references dbo.Kommune.Kommunenr",
    "Stillings%": "Stillings% decimal(5,2) null",
    "Søknadsfrist": "Søknadsfrist date null",
    "Profilvektor": "Profilvektor vector(768) null",
    "Likhet": "Likhet float(53) null",
    "Rangering": "Rangering smallint null",
    "Begrunnelse": "Begrunnelse json null",
    "Modell": "Modell varchar(60) not null",
    "Modellversjon": "Modellversjon varchar(20) null",
    "Beregnet": "Beregnet datetime2(3) not null",
    "VistForDeltaker": "VistForDeltaker bit not null",
    "Tilbakemelding": "Tilbakemelding smallint null",
    "Kommentar": "Kommentar nvarchar(1000) null",
    "Søkt": "Søkt bit not null",
    "SøktDato": "SøktDato date null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
