-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Timeføring of AdOpusTest, service adopus
-- target: Timeføring in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 79174d3b9dbcee29a924351ef20ebbf83df8ef5207da12f912018ad62f65164f

CREATE TABLE {{SCHEMA}}."Timeføring" (
    "TimeføringId" bigint NOT NULL,
    "BrukerId" integer,
    "actno" integer,
    "TiltakId" integer,
    "Dato" date,
    "Start" timestamptz(0),
    "Slutt" timestamptz(0),
    "Timer" numeric(5,2),
    "Aktivitet" varchar(20),
    "Beskrivelse" varchar(1000),
    "Fakturerbar" boolean,
    "Timepris" numeric(10,4),
    "Beløp" numeric(19,4),
    "FakturaId" integer,
    "FakturaLinjenr" smallint,
    "Sted" bytea,
    "KjørteKm" real,
    "Bompenger" numeric(10,4),
    "Godkjent" boolean,
    "GodkjentAv" integer,
    "GodkjentTid" timestamp(0),
    "Låst" boolean,
    "Kilde" varchar(12),
    "Opprettet" timestamp(3),
    "Endret" timestamp(3),
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Timeføring_pkey" PRIMARY KEY ("TimeføringId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Timeføring"), $cdc${
    "": "Replica of dbo.Timeføring (service adopus)",
    "TimeføringId": "TimeføringId bigint not null",
    "BrukerId": "BrukerId int not null; references dbo.Bruker.BrukerId",
    "actno": "actno int null; references dbo.Actor.actno",
    "TiltakId": "TiltakId int null; references dbo.Tiltak.TiltakId",
    "Dato": "Dato date not null",
    "Start": "Start datetimeoffset(0) null; lost: the offset itself",
    "Slutt": "Slutt datetimeoffset(0) null; lost: the offset itself",
    "Timer": "Timer decimal(5,2) not null",
    "Aktivitet": "Aktivitet varchar(20) not null",
    "Beskrivelse": "Beskrivelse nvarchar(1000) null",
    "Fakturerbar": "Fakturerbar bit not null",
    "Timepris": "Timepris smallmoney null",
    "Beløp": "Beløp money null",
    "FakturaId": "FakturaId int null; references dbo.Fakturalinje.FakturaId",
    "FakturaLinjenr": "FakturaLinjenr smallint null; references dbo.Fakturalinje.Linjenr",
    "Sted": "Sted geography null; lost: not carried by Debezium; not in the change stream",
    "KjørteKm": "KjørteKm real null",
    "Bompenger": "Bompenger smallmoney null",
    "Godkjent": "Godkjent bit not null",
    "GodkjentAv": "GodkjentAv int null",
    "GodkjentTid": "GodkjentTid datetime2(0) null",
    "Låst": "Låst bit not null",
    "Kilde": "Kilde varchar(12) not null",
    "Opprettet": "Opprettet datetime2(3) not null",
    "Endret": "Endret datetime2(3) null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
