-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Integrasjonsmelding of AdOpusTest, service adopus
-- target: Integrasjonsmelding in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: cf81fa87a765f6c5f20331e704c54421abdee15788b72a4e258f94d97950c457

CREATE TABLE {{SCHEMA}}."Integrasjonsmelding" (
    "MeldingId" bigint NOT NULL,
    "Korrelasjon" uuid,
    "Retning" varchar(1),
    "System" varchar(20),
    "Meldingstype" varchar(60),
    "Versjon" varchar(12),
    "actno" integer,
    "SoknadId" integer,
    "Status" smallint,
    "Forsøk" smallint,
    "NesteForsøk" timestamptz(0),
    "Mottatt" timestamptz(6),
    "Behandlet" timestamptz(6),
    "VarighetMs" integer,
    "HttpStatus" smallint,
    "Endepunkt" varchar(400),
    "Hode" text,
    "Melding" text,
    "Kvittering" text,
    "Rådata" bytea,
    "Feilkode" varchar(20),
    "Feilmelding" text,
    "Server" varchar(128),
    "Prosess" integer,
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Integrasjonsmelding_pkey" PRIMARY KEY ("MeldingId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Integrasjonsmelding"), $cdc${
    "": "Replica of dbo.Integrasjonsmelding (service adopus)",
    "MeldingId": "MeldingId bigint not null",
    "Korrelasjon": "Korrelasjon uniqueidentifier not null; lost: sort order differs",
    "Retning": "Retning char(1) not null; lost: pad blanks",
    "System": "System varchar(20) not null",
    "Meldingstype": "Meldingstype varchar(60) not null",
    "Versjon": "Versjon varchar(12) null",
    "actno": "actno int null; references dbo.Actor.actno",
    "SoknadId": "SoknadId int null; references dbo.Soknad.SoknadId",
    "Status": "Status tinyint not null",
    "Forsøk": "Forsøk smallint not null",
    "NesteForsøk": "NesteForsøk datetimeoffset(0) null; lost: the offset itself",
    "Mottatt": "Mottatt datetimeoffset(7) not null; lost: the offset itself, and 100 ns, cut",
    "Behandlet": "Behandlet datetimeoffset(7) null; lost: the offset itself, and 100 ns, cut",
    "VarighetMs": "VarighetMs int null",
    "HttpStatus": "HttpStatus smallint null",
    "Endepunkt": "Endepunkt nvarchar(400) null",
    "Hode": "Hode nvarchar(max) null; lost: NUL characters are refused",
    "Melding": "Melding xml null",
    "Kvittering": "Kvittering xml null",
    "Rådata": "Rådata varbinary(max) null",
    "Feilkode": "Feilkode varchar(20) null",
    "Feilmelding": "Feilmelding nvarchar(max) null; lost: NUL characters are refused",
    "Server": "Server sys.sysname = nvarchar(128) not null",
    "Prosess": "Prosess int not null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
