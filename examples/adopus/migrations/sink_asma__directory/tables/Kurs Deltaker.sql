-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Kurs Deltaker of AdOpusTest, service adopus
-- target: Kurs Deltaker in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: c3adcbb954edace377fc9853acbec2a0d50e9870e1bad563b6b11e1029ee66d4

CREATE TABLE {{SCHEMA}}."Kurs Deltaker" (
    "Kurs Id" integer NOT NULL,
    "actno" integer NOT NULL,
    "Påmeldt dato" timestamp(3),
    "Påmeldt av" varchar(50),
    "Status" smallint,
    "Venteliste nr" smallint,
    "Betaler" integer,
    "Pris" numeric(18,2),
    "Rabatt %" numeric(5,2),
    "Fakturert" boolean,
    "Oppmøte %" numeric(5,2),
    "Antall dager" smallint,
    "Bestått" boolean,
    "Karakter" varchar(1),
    "Eksamensdato" timestamp(0),
    "Sertifikatnr" varchar(30),
    "Sertifikat sendt" timestamp(0),
    "Evaluering" text,
    "Allergier" varchar(200),
    "ts" bytea,
    "_customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Kurs Deltaker_pkey" PRIMARY KEY ("Kurs Id", "actno")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Kurs Deltaker"), $cdc${
    "": "Replica of dbo.Kurs Deltaker (service adopus)",
    "Kurs Id": "Kurs Id int not null; references dbo.Kurs.Kurs Id",
    "actno": "actno int not null; references dbo.Actor.actno",
    "Påmeldt dato": "Påmeldt dato datetime not null",
    "Påmeldt av": "Påmeldt av nvarchar(50) null",
    "Status": "Status tinyint not null",
    "Venteliste nr": "Venteliste nr smallint null",
    "Betaler": "Betaler int null; references dbo.Actor.actno",
    "Pris": "Pris dbo.Belop = decimal(18,2) not null",
    "Rabatt %": "Rabatt % dbo.Prosent = numeric(5,2) null",
    "Fakturert": "Fakturert bit not null",
    "Oppmøte %": "Oppmøte % decimal(5,2) null",
    "Antall dager": "Antall dager smallint null",
    "Bestått": "Bestått bit null",
    "Karakter": "Karakter nchar(1) null; lost: pad blanks",
    "Eksamensdato": "Eksamensdato smalldatetime null",
    "Sertifikatnr": "Sertifikatnr varchar(30) null",
    "Sertifikat sendt": "Sertifikat sendt smalldatetime null",
    "Evaluering": "Evaluering ntext null; lost: NUL characters are refused",
    "Allergier": "Allergier nvarchar(200) null",
    "ts": "ts rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
