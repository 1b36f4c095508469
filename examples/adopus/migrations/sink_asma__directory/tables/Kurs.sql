-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kurs of AdOpusTest, service adopus
-- target: Kurs in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 5e164834346284c5f6127dc0362009bed1f964b68a02f944f59505a7c8fba5e1

CREATE TABLE {{SCHEMA}}."Kurs" (
    "Kurs Id" integer NOT NULL,
    "Kurskode" varchar(16),
    "Navn" varchar(120),
    "Undertittel" varchar(200),
    "TiltakId" integer,
    "AvdelingId" integer,
    "Kursansvarlig" integer,
    "Foreleser" varchar(120),
    "Nivå" smallint,
    "Fagområde" varchar(20),
    "Beskrivelse" text,
    "Læringsmål" text,
    "Forkunnskaper" varchar(1000),
    "StartDato" date,
    "SluttDato" date,
    "Påmeldingsfrist" timestamp(0),
    "Avmeldingsfrist" timestamp(0),
    "Antall samlinger" smallint,
    "Antall timer" numeric(6,1),
    "Studiepoeng" numeric(4,1),
    "MinDeltakere" smallint,
    "MaksDeltakere" smallint,
    "Pris" numeric(18,2),
    "Materiellpris" numeric(10,4),
    "Sted" varchar(80),
    "Rom" varchar(40),
    "Digitalt" boolean,
    "Møtelenke" varchar(400),
    "Sertifikat" boolean,
    "SertifikatMal" integer,
    "Status" smallint,
    "Avlyst" timestamp(0),
    "Opprettet" timestamp(3),
    "RowVer" bytea,
    "_customer_id" uuid NOT NULL,
    "__sync_timestamp" timestamptz DEFAULT now(),
    "__source" text,
    "__source_ts_ms" bigint,
    "__operation" text,
    "__deleted" boolean DEFAULT false NOT NULL,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__topic" integer,
    "__incarnation" integer,
    "__fences" jsonb,
    CONSTRAINT "Kurs_pkey" PRIMARY KEY ("Kurs Id")
);

COMMENT ON TABLE {{SCHEMA}}."Kurs" IS 'Replica of dbo.Kurs (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Kurs Id" IS 'Kurs Id int not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Kurskode" IS 'Kurskode nvarchar(16) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Navn" IS 'Navn nvarchar(120) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Undertittel" IS 'Undertittel nvarchar(200) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."TiltakId" IS 'TiltakId int null; references dbo.Tiltak.TiltakId';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."AvdelingId" IS 'AvdelingId int null; references dbo.Avdeling.AvdelingId';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Kursansvarlig" IS 'Kursansvarlig int null; references dbo.Bruker.BrukerId';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Foreleser" IS 'Foreleser nvarchar(120) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Nivå" IS 'Nivå tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Fagområde" IS 'Fagområde varchar(20) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Beskrivelse" IS 'Beskrivelse nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Læringsmål" IS 'Læringsmål nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Forkunnskaper" IS 'Forkunnskaper nvarchar(1000) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."StartDato" IS 'StartDato date not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."SluttDato" IS 'SluttDato date not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Påmeldingsfrist" IS 'Påmeldingsfrist smalldatetime null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Avmeldingsfrist" IS 'Avmeldingsfrist smalldatetime null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Antall samlinger" IS 'Antall samlinger tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Antall timer" IS 'Antall timer decimal(6,1) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Studiepoeng" IS 'Studiepoeng decimal(4,1) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."MinDeltakere" IS 'MinDeltakere smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."MaksDeltakere" IS 'MaksDeltakere smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Pris" IS 'Pris dbo.Belop = decimal(18,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Materiellpris" IS 'Materiellpris smallmoney null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Sted" IS 'Sted nvarchar(80) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Rom" IS 'Rom nvarchar(40) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Digitalt" IS 'Digitalt bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Møtelenke" IS 'Møtelenke nvarchar(400) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Sertifikat" IS 'Sertifikat bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."SertifikatMal" IS 'SertifikatMal int null; references dbo.DokumentMal.MalId';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Status" IS 'Status tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Avlyst" IS 'Avlyst datetime2(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."Opprettet" IS 'Opprettet datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Kurs"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
