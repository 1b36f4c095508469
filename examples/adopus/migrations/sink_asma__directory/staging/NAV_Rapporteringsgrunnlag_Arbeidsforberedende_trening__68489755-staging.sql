-- DO NOT EDIT: made by cdc-assets.
-- sha256: 22324c406d830cfa174e3f0f23aa9f4df87f15b95a571c06f1cc4be75f03801b

CREATE TABLE {{SCHEMA}}."stg_NAV_Rapporteringsgrunnlag_Arbeidsforberedende_tren_e8cd8dcd" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "RapportÅr" smallint,
    "RapportMåned" smallint,
    "AvdelingId" integer,
    "Tiltakskode" text,
    "Kommentar" text,
    "Avtalte plasser" smallint,
    "Belagte plasser" numeric,
    "Gjennomsnitt belegg" numeric,
    "Inntak menn" smallint,
    "Inntak kvinner" smallint,
    "Inntak ukjent" smallint,
    "Inntak under 30" smallint,
    "Inntak over 50" smallint,
    "Avgang til arbeid" smallint,
    "Avgang til utdanning" smallint,
    "Avgang annet tiltak" smallint,
    "Avgang uføretrygd" smallint,
    "Avgang annet" smallint,
    "Snitt varighet dager" numeric,
    "Fravær %" real,
    "Lønnstilskudd" numeric,
    "Tilskudd pr plass" numeric,
    "Omsetning" numeric,
    "Omsetningsandel" double precision,
    "Ansatte årsverk" numeric,
    "Veiledere årsverk" numeric,
    "HMS avvik" integer,
    "Generert" timestamp,
    "Generert av" text,
    "Sendt" timestamptz,
    "Kvittering" uuid,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_NAV_Rapporteringsgrunnlag_Arbeidsforberedende_tren_e8cd8dcd" IS 'Change events of dbo.NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening_og_Varig_tilrettelagt_arbeid waiting for their merge';
