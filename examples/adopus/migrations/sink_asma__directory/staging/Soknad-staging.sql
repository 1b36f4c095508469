-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Soknad of AdOpusTest, service adopus
-- target: Soknad in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 8a36dd4016ad2f44b83ae6660038ada1075497df60aac437687656643993f866

CREATE TABLE {{SCHEMA}}."stg_Soknad" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "SoknadId" integer,
    "Bakgrunn" text,
    "Målsetting" text,
    "Arbeidserfaring" text,
    "Vurdering" text,
    "Råmelding" text,
    "Søknadsnr" text,
    "actno" integer,
    "TiltakId" integer,
    "Kurs Id" integer,
    "SoknadType" smallint,
    "Kilde" text,
    "MottattTid" text,
    "MottattAv" integer,
    "Innsøker" integer,
    "InnsøkerNavn" text,
    "InnsøkerEpost" text,
    "NavKontor" text,
    "NavEnhetsnr" text,
    "NavBestillingsId" uuid,
    "Prioritet" smallint,
    "Status" smallint,
    "StatusDato" text,
    "ØnsketOppstart" date,
    "Utdanning" text,
    "Språknivå" text,
    "Dataferdigheter" smallint,
    "HarBarnepass" boolean,
    "Transport" text,
    "Tilrettelegging" text,
    "Samtykke" boolean,
    "SamtykkeTid" timestamptz,
    "VurdertAv" integer,
    "VurdertDato" date,
    "Poengsum" numeric,
    "Innstilling" smallint,
    "Avslagsgrunn" text,
    "Avslagstekst" text,
    "SvarSendt" timestamp,
    "KlagefristUtløper" date,
    "Opprettet" timestamp,
    "Endret" timestamp,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Soknad" IS 'Change events of dbo.Soknad waiting for their merge';
