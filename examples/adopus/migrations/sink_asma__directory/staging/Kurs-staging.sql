-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kurs of AdOpusTest, service adopus
-- target: Kurs in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: fbafcb5968ca2f3c328384e7fb6387b76c70bd1465c0719448fbfb3cb412e48f

CREATE TABLE {{SCHEMA}}."stg_Kurs" (
    "__operation" text,
    "__source_ts_ms" bigint,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__source" text,
    "__kafka_topic" text,
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__kafka_timestamp" timestamptz,
    "__staged_at" timestamptz DEFAULT now(),
    "__reject_id" bigint,
    "__slot" bigint,
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
