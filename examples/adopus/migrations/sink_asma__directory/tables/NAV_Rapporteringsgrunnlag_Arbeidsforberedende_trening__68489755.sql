-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening_og_Varig_tilrettelagt_arbeid of AdOpusTest, service adopus
-- target: NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755 in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 8bf65e0eb0541ba8176b418df021a4ff77a5819d960492497280fdcd94889c4e

CREATE TABLE {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755" (
    "RapportÅr" smallint NOT NULL,
    "RapportMåned" smallint NOT NULL,
    "AvdelingId" integer NOT NULL,
    "Tiltakskode" varchar(12) NOT NULL,
    "Avtalte plasser" smallint,
    "Belagte plasser" numeric(9,4),
    "Gjennomsnitt belegg" numeric(9,4),
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
    "Snitt varighet dager" numeric(9,2),
    "Fravær %" real,
    "Lønnstilskudd" numeric(19,4),
    "Tilskudd pr plass" numeric(10,4),
    "Omsetning" numeric(18,2),
    "Omsetningsandel" double precision,
    "Ansatte årsverk" numeric(9,2),
    "Veiledere årsverk" numeric(9,2),
    "HMS avvik" integer,
    "Kommentar" text,
    "Generert" timestamp(0),
    "Generert av" varchar(50),
    "Sendt" timestamptz(0),
    "Kvittering" uuid,
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
    CONSTRAINT "NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__375e74f9" PRIMARY KEY ("RapportÅr", "RapportMåned", "AvdelingId", "Tiltakskode")
);

COMMENT ON TABLE {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755" IS 'Replica of dbo.NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening_og_Varig_tilrettelagt_arbeid (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."RapportÅr" IS 'RapportÅr smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."RapportMåned" IS 'RapportMåned tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."AvdelingId" IS 'AvdelingId int not null; references dbo.Avdeling.AvdelingId';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Tiltakskode" IS 'Tiltakskode varchar(12) not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Avtalte plasser" IS 'Avtalte plasser smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Belagte plasser" IS 'Belagte plasser numeric(9,4) not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Gjennomsnitt belegg" IS 'Gjennomsnitt belegg numeric(9,4) null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Inntak menn" IS 'Inntak menn smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Inntak kvinner" IS 'Inntak kvinner smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Inntak ukjent" IS 'Inntak ukjent smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Inntak under 30" IS 'Inntak under 30 smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Inntak over 50" IS 'Inntak over 50 smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Avgang til arbeid" IS 'Avgang til arbeid smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Avgang til utdanning" IS 'Avgang til utdanning smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Avgang annet tiltak" IS 'Avgang annet tiltak smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Avgang uføretrygd" IS 'Avgang uføretrygd smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Avgang annet" IS 'Avgang annet smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Snitt varighet dager" IS 'Snitt varighet dager decimal(9,2) null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Fravær %" IS 'Fravær % real null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Lønnstilskudd" IS 'Lønnstilskudd money not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Tilskudd pr plass" IS 'Tilskudd pr plass smallmoney null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Omsetning" IS 'Omsetning dbo.Belop = decimal(18,2) null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Omsetningsandel" IS 'Omsetningsandel float(53) null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Ansatte årsverk" IS 'Ansatte årsverk decimal(9,2) null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Veiledere årsverk" IS 'Veiledere årsverk decimal(9,2) null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."HMS avvik" IS 'HMS avvik int not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Kommentar" IS 'Kommentar nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Generert" IS 'Generert datetime2(0) not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Generert av" IS 'Generert av dbo.BrukerNavn = nvarchar(50) null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Sendt" IS 'Sendt datetimeoffset(0) null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."Kvittering" IS 'Kvittering uniqueidentifier null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
