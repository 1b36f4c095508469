-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kartlegging of AdOpusTest, service adopus
-- target: Kartlegging in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 2f2325749caef5a3564bda1465423ebd2986a35f9e439a22ea9783b23fa2a00a

CREATE TABLE {{SCHEMA}}."Kartlegging" (
    "KartleggingId" integer NOT NULL,
    "actno" integer,
    "TiltakId" integer,
    "Skjema" varchar(20),
    "Skjemaversjon" numeric(4,1),
    "Dato" date,
    "UtførtAv" integer,
    "Fase" smallint,
    "Motivasjon" smallint,
    "Mestringstro" smallint,
    "Helse" smallint,
    "Smerter" smallint,
    "Søvn" smallint,
    "Konsentrasjon" smallint,
    "Stress" smallint,
    "Sosialt" smallint,
    "Familie" smallint,
    "Økonomi" smallint,
    "Bolig" smallint,
    "Rus" smallint,
    "NorskMuntlig" varchar(2),
    "NorskSkriftlig" varchar(2),
    "Engelsk" varchar(2),
    "Regning" smallint,
    "Lesing" smallint,
    "Digital" smallint,
    "Fysisk kapasitet" real,
    "Psykisk kapasitet" real,
    "Arbeidsevne%" real,
    "ArbeidsevneForrige%" real,
    "Sumskår" smallint,
    "Normskår" numeric(6,3),
    "ZSkår" double precision,
    "Persentil" numeric(5,2),
    "VurderingAvDeltakerensMulighetForOvergangTilOrdinærtA_2a8d040d" smallint,
    "VurderingAvDeltakerensMulighetForOvergangTilOrdinærtA_40c5b843" smallint,
    "Interesser" text,
    "Styrker" varchar(2000),
    "Utfordringer" varchar(2000),
    "Tilretteleggingsbehov" varchar(2000),
    "Svar" text,
    "Konklusjon" text,
    "Godkjent" boolean,
    "GodkjentTid" timestamp(0),
    "Opprettet" timestamp(3),
    "Endret" timestamp(3),
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
    CONSTRAINT "Kartlegging_pkey" PRIMARY KEY ("KartleggingId")
);

COMMENT ON TABLE {{SCHEMA}}."Kartlegging" IS 'Replica of dbo.Kartlegging (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."KartleggingId" IS 'KartleggingId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."actno" IS 'actno int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."TiltakId" IS 'TiltakId int null; references dbo.Tiltak.TiltakId';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Skjema" IS 'Skjema varchar(20) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Skjemaversjon" IS 'Skjemaversjon numeric(4,1) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Dato" IS 'Dato date not null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."UtførtAv" IS 'UtførtAv int null; references dbo.Bruker.BrukerId';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Fase" IS 'Fase tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Motivasjon" IS 'Motivasjon tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Mestringstro" IS 'Mestringstro tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Helse" IS 'Helse tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Smerter" IS 'Smerter tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Søvn" IS 'Søvn tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Konsentrasjon" IS 'Konsentrasjon tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Stress" IS 'Stress tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Sosialt" IS 'Sosialt tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Familie" IS 'Familie tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Økonomi" IS 'Økonomi tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Bolig" IS 'Bolig tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Rus" IS 'Rus tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."NorskMuntlig" IS 'NorskMuntlig char(2) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."NorskSkriftlig" IS 'NorskSkriftlig char(2) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Engelsk" IS 'Engelsk char(2) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Regning" IS 'Regning smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Lesing" IS 'Lesing smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Digital" IS 'Digital smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Fysisk kapasitet" IS 'Fysisk kapasitet real null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Psykisk kapasitet" IS 'Psykisk kapasitet real null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Arbeidsevne%" IS 'Arbeidsevne% real null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."ArbeidsevneForrige%" IS 'ArbeidsevneForrige% real null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Sumskår" IS 'Sumskår smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Normskår" IS 'Normskår decimal(6,3) null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."ZSkår" IS 'ZSkår float(53) null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Persentil" IS 'Persentil decimal(5,2) null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."VurderingAvDeltakerensMulighetForOvergangTilOrdinærtA_2a8d040d" IS 'VurderingAvDeltakerensMulighetForOvergangTilOrdinærtArbeidInnen12Måneder tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."VurderingAvDeltakerensMulighetForOvergangTilOrdinærtA_40c5b843" IS 'VurderingAvDeltakerensMulighetForOvergangTilOrdinærtArbeidInnen24Måneder tinyint null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Interesser" IS 'Interesser nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Styrker" IS 'Styrker nvarchar(2000) null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Utfordringer" IS 'Utfordringer nvarchar(2000) null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Tilretteleggingsbehov" IS 'Tilretteleggingsbehov nvarchar(2000) null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Svar" IS 'Svar xml null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Konklusjon" IS 'Konklusjon nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Godkjent" IS 'Godkjent bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."GodkjentTid" IS 'GodkjentTid datetime2(0) null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Opprettet" IS 'Opprettet datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."Endret" IS 'Endret datetime2(3) null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Kartlegging"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
