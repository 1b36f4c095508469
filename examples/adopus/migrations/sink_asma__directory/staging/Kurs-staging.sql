-- DO NOT EDIT: made by cdc-assets.
-- sha256: 935fbc5be70854434e3e68d29bbecb22eedac55f36276f1202572c33919411f0

CREATE TABLE {{SCHEMA}}."stg_Kurs" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
