-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kurs Deltaker of AdOpusTest, service adopus
-- target: Kurs Deltaker in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: d723c50aef7235671966f6d75f729ce0943f29f51c8ebac146989b2b397a04cd

CREATE TABLE {{SCHEMA}}."Kurs Deltaker" (
    "Kurs Id" integer NOT NULL,
    "actno" integer NOT NULL,
    "Påmeldt dato" timestamp(3),
    "Påmeldt av" varchar(50),
    "Status" smallint,
    "Venteliste nr" smallint,
    "Betaler" integer,
    "Pris" numeric(18,2),
    "Rabatt %" numeric(5,2),
    "Fakturert" boolean,
    "Oppmøte %" numeric(5,2),
    "Antall dager" smallint,
    "Bestått" boolean,
    "Karakter" varchar(1),
    "Eksamensdato" timestamp(0),
    "Sertifikatnr" varchar(30),
    "Sertifikat sendt" timestamp(0),
    "Evaluering" text,
    "Allergier" varchar(200),
    "ts" bytea,
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
    CONSTRAINT "Kurs Deltaker_pkey" PRIMARY KEY ("Kurs Id", "actno")
);

COMMENT ON TABLE {{SCHEMA}}."Kurs Deltaker" IS 'Replica of dbo.Kurs Deltaker (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Kurs Id" IS 'Kurs Id int not null; references dbo.Kurs.Kurs Id';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."actno" IS 'actno int not null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Påmeldt dato" IS 'Påmeldt dato datetime not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Påmeldt av" IS 'Påmeldt av nvarchar(50) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Status" IS 'Status tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Venteliste nr" IS 'Venteliste nr smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Betaler" IS 'Betaler int null; references dbo.Actor.actno';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Pris" IS 'Pris dbo.Belop = decimal(18,2) not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Rabatt %" IS 'Rabatt % dbo.Prosent = numeric(5,2) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Fakturert" IS 'Fakturert bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Oppmøte %" IS 'Oppmøte % decimal(5,2) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Antall dager" IS 'Antall dager smallint null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Bestått" IS 'Bestått bit null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Karakter" IS 'Karakter nchar(1) null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Eksamensdato" IS 'Eksamensdato smalldatetime null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Sertifikatnr" IS 'Sertifikatnr varchar(30) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Sertifikat sendt" IS 'Sertifikat sendt smalldatetime null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Evaluering" IS 'Evaluering ntext null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."Allergier" IS 'Allergier nvarchar(200) null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."ts" IS 'ts rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Kurs Deltaker"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
