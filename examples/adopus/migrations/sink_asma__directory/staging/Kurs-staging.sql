-- DO NOT EDIT: made by cdc-assets.
-- sha256: 91a0eb63cdaaeaa3b28845b3ac42eeff3b159a37d35b97921686eed2e112f343

CREATE TABLE {{SCHEMA}}."stg_Kurs" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
