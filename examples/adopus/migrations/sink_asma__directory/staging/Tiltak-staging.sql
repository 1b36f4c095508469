-- DO NOT EDIT: made by cdc-assets.
-- sha256: 6aaee4f7fd7f147a2b4356618189b778ff4aedca8ff5ca760de000105c641b4d

CREATE TABLE {{SCHEMA}}."stg_Tiltak" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
