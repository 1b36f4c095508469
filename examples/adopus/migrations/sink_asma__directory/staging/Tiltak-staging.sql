-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4caaab2e769c0d94822832a3396d3db675b561c647c39869e2b78c01f4345dc1

CREATE TABLE {{SCHEMA}}."stg_Tiltak" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "TiltakId" integer,
    "Møtested" bytea,
    "Webtekst" text,
    "Tiltakskode" text,
    "Navn" text,
    "AvtaleId" integer,
    "AvdelingId" integer,
    "Ansvarlig" integer,
    "TiltakType" smallint,
    "Kategori" text,
    "Formål" text,
    "Målgruppe" text,
    "Oppstart" date,
    "Slutt" date,
    "Løpende inntak" boolean,
    "Varighet uker" smallint,
    "MaksVarighet mnd" smallint,
    "AntallPlasser" smallint,
    "Overbooking%" real,
    "PlasserLedig" smallint,
    "Venteliste" smallint,
    "TimerPrUke" numeric,
    "Dagsats" numeric,
    "Takst" numeric,
    "NavTiltaksnr" bigint,
    "NavTiltaksår" smallint,
    "Sted" text,
    "Oppmøte" time,
    "Status" smallint,
    "Farge" bytea,
    "Publisert" boolean,
    "Nettside" text,
    "Ingress" text,
    "Sertifisering" text,
    "Opprettet" timestamp,
    "OpprettetAv" integer,
    "Endret" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Tiltak" IS 'Change events of dbo.Tiltak waiting for their merge';
