-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Bankkonto of AdOpusTest, service adopus
-- target: Bankkonto in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 4a096b19c202f1395bdfafacc4606738108cdadabdea73fb1658a8cfd0185ba6

CREATE TABLE {{SCHEMA}}."Bankkonto" (
    "BankkontoId" integer NOT NULL,
    "AvdelingId" integer,
    "Navn" varchar(60),
    "Konto" bytea,
    "IBAN" varchar(34),
    "BIC" varchar(11),
    "Bank" varchar(60),
    "Valuta" varchar(3),
    "Hovedbokskonto" varchar(10),
    "Saldo" numeric(19,4),
    "SaldoTid" timestamp(3),
    "Trekkrettighet" numeric(19,4),
    "Skattetrekk" boolean,
    "Remittering" boolean,
    "Aktiv" boolean,
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
    CONSTRAINT "Bankkonto_pkey" PRIMARY KEY ("BankkontoId")
);

COMMENT ON TABLE {{SCHEMA}}."Bankkonto" IS 'Replica of dbo.Bankkonto (service adopus)';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."BankkontoId" IS 'BankkontoId int not null';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."AvdelingId" IS 'AvdelingId int null; references dbo.Avdeling.AvdelingId';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."Navn" IS 'Navn nvarchar(60) not null';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."Konto" IS 'Konto dbo.Kontonummer = clr not null; lost: not carried by Debezium; not in the change stream';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."IBAN" IS 'IBAN varchar(34) null';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."BIC" IS 'BIC varchar(11) null';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."Bank" IS 'Bank nvarchar(60) null';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."Valuta" IS 'Valuta char(3) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."Hovedbokskonto" IS 'Hovedbokskonto varchar(10) null';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."Saldo" IS 'Saldo money not null';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."SaldoTid" IS 'SaldoTid datetime null';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."Trekkrettighet" IS 'Trekkrettighet money null';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."Skattetrekk" IS 'Skattetrekk bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."Remittering" IS 'Remittering bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."Aktiv" IS 'Aktiv bit not null';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."RowVer" IS 'RowVer rowversion not null';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."_customer_id" IS 'template customer_id; The customer''s id in ASMA Directory; value: {adopus.sources.*.customer_id}';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."Bankkonto"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
