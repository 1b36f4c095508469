-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.ImportLogg of AdOpusTest, service adopus
-- target: ImportLogg in each tenant's schema, sink_asma.directory
-- templates: customer_id, received_at
-- sha256: 65f9720d2b2c27570156d4a48f6996ca944db830aea8941893d74a071649c3ae

CREATE TABLE {{SCHEMA}}."ImportLogg" (
    "Tidspunkt" timestamp(6),
    "Jobb" varchar(128),
    "Kilde" varchar(20),
    "Filnavn" varchar(260),
    "Linje" integer,
    "Nivå" varchar(1),
    "actno" integer,
    "Antall" numeric(18,0),
    "Sekunder" double precision,
    "Andel" real,
    "Feilet" boolean,
    "Pnr" varchar(11),
    "Melding" text,
    "Detaljer" text,
    "Rad" bytea,
    "Maskin" varchar(64),
    "_customer_id" uuid NOT NULL,
    "_received_at" timestamptz DEFAULT (now()),
    LIKE cdc_management.final_columns INCLUDING ALL -- 0d10c904
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."ImportLogg"), $cdc${
    "": "Replica of dbo.ImportLogg (service adopus); append-only: every change event is a row",
    "Tidspunkt": "Tidspunkt datetime2(7) not null; lost: 100 ns, cut",
    "Jobb": "Jobb sys.sysname = nvarchar(128) not null",
    "Kilde": "Kilde varchar(20) not null",
    "Filnavn": "Filnavn nvarchar(260) null",
    "Linje": "Linje int null",
    "Nivå": "Nivå char(1) not null; lost: pad blanks",
    "actno": "actno int null",
    "Antall": "Antall decimal(18,0) null",
    "Sekunder": "Sekunder float(53) null",
    "Andel": "Andel real null",
    "Feilet": "Feilet dbo.Flagg = bit not null",
    "Pnr": "Pnr dbo.Personnummer = nchar(11) null; lost: pad blanks",
    "Melding": "Melding nvarchar(max) not null; lost: NUL characters are refused",
    "Detaljer": "Detaljer xml null",
    "Rad": "Rad varbinary(8000) null",
    "Maskin": "Maskin varchar(64) not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}",
    "_received_at": "template received_at; When the pipeline received the row; value: now()"
}$cdc$);
