-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Journal of AdOpusTest, service adopus
-- target: Journal in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: de807f65c00a195d571079f1d64e0023fb3961d6d3f29e690a0178f03a0eade3

CREATE TABLE {{SCHEMA}}."Journal" (
    "JournalId" integer NOT NULL,
    "actno" integer,
    "TiltakId" integer,
    "Dato" timestamp(3),
    "Type" varchar(20),
    "Overskrift" varchar(200),
    "Tekst" text,
    "TekstRtf" text,
    "Intern" boolean,
    "Skjermet" boolean,
    "Skjermingshjemmel" varchar(100),
    "Deltaker til stede" boolean,
    "Kanal" smallint,
    "VarighetMin" smallint,
    "NesteKontakt" timestamp(0),
    "Tiltakspunkt" varchar(400),
    "Frist" timestamp(0),
    "Utført" boolean,
    "Skrevet av" integer,
    "Signert" boolean,
    "SignertTid" timestamp(3),
    "SignertHash" bytea,
    "SvarPå" integer,
    "DokumentId" integer,
    "Group" varchar(20),
    "Slettet" boolean,
    "SlettetAv" integer,
    "SlettetDato" timestamp(3),
    "RegDato" timestamp(3),
    "ts" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Journal_pkey" PRIMARY KEY ("JournalId")
);

COMMENT ON TABLE {{SCHEMA}}."Journal" IS 'Replica of dbo.Journal (service adopus)';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."Journal"), $cdc${
    "JournalId": "JournalId int not null",
    "actno": "actno int not null; references dbo.Actor.actno",
    "TiltakId": "TiltakId int null; references dbo.Tiltak.TiltakId",
    "Dato": "Dato datetime not null",
    "Type": "Type varchar(20) not null",
    "Overskrift": "Overskrift nvarchar(200) not null",
    "Tekst": "Tekst ntext null; lost: NUL characters are refused",
    "TekstRtf": "TekstRtf text null; lost: NUL characters are refused",
    "Intern": "Intern bit not null",
    "Skjermet": "Skjermet bit not null",
    "Skjermingshjemmel": "Skjermingshjemmel nvarchar(100) null",
    "Deltaker til stede": "Deltaker til stede bit null",
    "Kanal": "Kanal tinyint null",
    "VarighetMin": "VarighetMin smallint null",
    "NesteKontakt": "NesteKontakt smalldatetime null",
    "Tiltakspunkt": "Tiltakspunkt nvarchar(400) null",
    "Frist": "Frist smalldatetime null",
    "Utført": "Utført bit null",
    "Skrevet av": "Skrevet av int not null; references dbo.Bruker.BrukerId",
    "Signert": "Signert bit not null",
    "SignertTid": "SignertTid datetime null",
    "SignertHash": "SignertHash varbinary(32) null",
    "SvarPå": "SvarPå int null; references dbo.Journal.JournalId",
    "DokumentId": "DokumentId int null; references dbo.Dokument.DokumentId",
    "Group": "Group varchar(20) null",
    "Slettet": "Slettet bit not null",
    "SlettetAv": "SlettetAv int null",
    "SlettetDato": "SlettetDato datetime null",
    "RegDato": "RegDato datetime not null",
    "ts": "ts rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
