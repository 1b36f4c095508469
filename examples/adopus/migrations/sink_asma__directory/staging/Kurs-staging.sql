-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kurs of AdOpusTest, service adopus
-- target: Kurs in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: c7a714b2931f7adca35189b6f406d3b3d5105fc41fa198038b0c452b8cae198b

CREATE TABLE {{SCHEMA}}."stg_Kurs" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "Kurs Id" integer,
    "Beskrivelse" text,
    "Læringsmål" text,
    "Kurskode" text,
    "Navn" text,
    "Undertittel" text,
    "TiltakId" integer,
    "AvdelingId" integer,
    "Kursansvarlig" integer,
    "Foreleser" text,
    "Nivå" smallint,
    "Fagområde" text,
    "Forkunnskaper" text,
    "StartDato" date,
    "SluttDato" date,
    "Påmeldingsfrist" timestamp,
    "Avmeldingsfrist" timestamp,
    "Antall samlinger" smallint,
    "Antall timer" numeric,
    "Studiepoeng" numeric,
    "MinDeltakere" smallint,
    "MaksDeltakere" smallint,
    "Pris" numeric,
    "Materiellpris" numeric,
    "Sted" text,
    "Rom" text,
    "Digitalt" boolean,
    "Møtelenke" text,
    "Sertifikat" boolean,
    "SertifikatMal" integer,
    "Status" smallint,
    "Avlyst" timestamp,
    "Opprettet" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Kurs" IS 'Change events of dbo.Kurs waiting for their merge';
