-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.SoknadVedlegg of AdOpusTest, service adopus
-- target: SoknadVedlegg in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 87085cd3246a46f65f5465ae0a75c1db7d3bd9e7c00c71439dffda44b48700a2

CREATE TABLE {{SCHEMA}}."SoknadVedlegg" (
    "SoknadId" integer NOT NULL,
    "Nr" smallint NOT NULL,
    "Filnavn" varchar(260),
    "MimeType" varchar(100),
    "Størrelse" bigint,
    "Sjekksum" bytea,
    "Innhold" bytea,
    "Tekst" text,
    "Virusskannet" timestamp(0),
    "Virusresultat" smallint,
    "LastetOppAv" varchar(50),
    "LastetOpp" timestamptz(3),
    "Slettet" boolean,
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "SoknadVedlegg_pkey" PRIMARY KEY ("SoknadId", "Nr")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."SoknadVedlegg"), $cdc${
    "": "Replica of dbo.SoknadVedlegg (service adopus)",
    "SoknadId": "SoknadId int not null; references dbo.Soknad.SoknadId",
    "Nr": "Nr tinyint not null",
    "Filnavn": "Filnavn nvarchar(260) not null",
    "MimeType": "MimeType varchar(100) not null",
    "Størrelse": "Størrelse bigint not null",
    "Sjekksum": "Sjekksum binary(32) null",
    "Innhold": "Innhold varbinary(max) null",
    "Tekst": "Tekst nvarchar(max) null; lost: NUL characters are refused",
    "Virusskannet": "Virusskannet datetime2(0) null",
    "Virusresultat": "Virusresultat tinyint null",
    "LastetOppAv": "LastetOppAv dbo.BrukerNavn = nvarchar(50) null",
    "LastetOpp": "LastetOpp datetimeoffset(3) not null; lost: the offset itself",
    "Slettet": "Slettet bit not null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
