-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Avtale of AdOpusTest, service adopus
-- target: Avtale in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 1292d08e148aee145d967a402a5575d8cab595a6dbcb50851f1a13535201b7d0

CREATE TABLE {{SCHEMA}}."stg_Avtale" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "AvtaleId" integer,
    "Beskrivelse" text,
    "Vilkår" text,
    "SignertPdf" bytea,
    "Avtalenr" text,
    "AvtaleType" text,
    "Tittel" text,
    "Oppdragsgiver" integer,
    "KontaktHosOppdragsgiver" integer,
    "AvdelingId" integer,
    "Ansvarlig" integer,
    "Inngått" date,
    "GyldigFra" date,
    "GyldigTil" date,
    "Opsjonsår" smallint,
    "OpsjonBenyttet" boolean,
    "Oppsigelsesfrist dager" smallint,
    "Status" smallint,
    "AntallPlasser" smallint,
    "PrisPrPlass" numeric,
    "PrisPrTime" numeric,
    "Fastbeløp" numeric,
    "Valuta" text,
    "IndeksBasis" numeric,
    "Indeksregulert" date,
    "Fakturafrekvens" smallint,
    "Betalingsfrist" smallint,
    "MvaKode" text,
    "Bonusandel" numeric,
    "Målformidling%" numeric,
    "Resultatmål" text,
    "Anbudsreferanse" text,
    "DoffinId" text,
    "Rammeavtale" integer,
    "SignertAv" text,
    "SignertTid" text,
    "Arkivreferanse" uuid,
    "Opprettet" timestamp,
    "OpprettetAv" integer,
    "Endret" timestamp,
    "EndretAv" integer,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Avtale" IS 'Change events of dbo.Avtale waiting for their merge';
