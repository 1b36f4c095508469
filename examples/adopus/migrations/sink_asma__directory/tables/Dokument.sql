-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Dokument of AdOpusTest, service adopus
-- target: Dokument in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: fb86f6b6a76bb9c556b476bf9f01862ea3489370a698f8a3e58966612ddca71a

CREATE TABLE {{SCHEMA}}."Dokument" (
    "DokumentId" integer NOT NULL,
    "DokumentGuid" uuid,
    "actno" integer,
    "TiltakId" integer,
    "AvtaleId" integer,
    "MalId" integer,
    "DokumentType" varchar(20),
    "Tittel" varchar(200),
    "Filnavn" varchar(260),
    "MimeType" varchar(100),
    "Versjon" smallint,
    "Innhold" bytea,
    "Sjekksum" bytea,
    "Indekstekst" text,
    "Metadata" text,
    "Språk" varchar(2),
    "Gradering" smallint,
    "Hjemmel" varchar(100),
    "Journalført" boolean,
    "Journalpost" bigint,
    "ArkivertTid" timestamp(6),
    "Kassasjon" date,
    "LåstAv" integer,
    "LåstTid" timestamp(0),
    "Opprettet" timestamp(6),
    "OpprettetAv" integer,
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Dokument_pkey" PRIMARY KEY ("DokumentId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Dokument"), $cdc${
    "": "Replica of dbo.Dokument (service adopus)",
    "DokumentId": "DokumentId int not null",
    "DokumentGuid": "DokumentGuid uniqueidentifier not null; lost: sort order differs",
    "actno": "actno int null; references dbo.Actor.actno",
    "TiltakId": "TiltakId int null; references dbo.Tiltak.TiltakId",
    "AvtaleId": "AvtaleId int null; references dbo.Avtale.AvtaleId",
    "MalId": "MalId int null; references dbo.DokumentMal.MalId",
    "DokumentType": "DokumentType varchar(20) not null",
    "Tittel": "Tittel nvarchar(200) not null",
    "Filnavn": "Filnavn nvarchar(260) null",
    "MimeType": "MimeType varchar(100) not null",
    "Versjon": "Versjon smallint not null",
    "Innhold": "Innhold varbinary(max) null",
    "Sjekksum": "Sjekksum varbinary(32) null",
    "Indekstekst": "Indekstekst nvarchar(max) null; lost: NUL characters are refused",
    "Metadata": "Metadata xml null",
    "Språk": "Språk char(2) null; lost: pad blanks",
    "Gradering": "Gradering tinyint not null",
    "Hjemmel": "Hjemmel nvarchar(100) null",
    "Journalført": "Journalført bit not null",
    "Journalpost": "Journalpost bigint null",
    "ArkivertTid": "ArkivertTid datetime2(7) null; lost: 100 ns, cut",
    "Kassasjon": "Kassasjon date null",
    "LåstAv": "LåstAv int null",
    "LåstTid": "LåstTid datetime2(0) null",
    "Opprettet": "Opprettet datetime2(7) not null; lost: 100 ns, cut",
    "OpprettetAv": "OpprettetAv int null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
