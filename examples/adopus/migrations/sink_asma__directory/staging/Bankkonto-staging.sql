-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Bankkonto of AdOpusTest, service adopus
-- target: Bankkonto in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: a370ce65226910378eabaf708f9e17b60b8cc440e678f93d4184457eb42f6393

CREATE TABLE {{SCHEMA}}."stg_Bankkonto" (
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
    "BankkontoId" integer,
    "AvdelingId" integer,
    "Navn" text,
    "Konto" bytea,
    "IBAN" text,
    "BIC" text,
    "Bank" text,
    "Valuta" text,
    "Hovedbokskonto" text,
    "Saldo" numeric,
    "SaldoTid" timestamp,
    "Trekkrettighet" numeric,
    "Skattetrekk" boolean,
    "Remittering" boolean,
    "Aktiv" boolean,
    "RowVer" bytea,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Bankkonto" IS 'Change events of dbo.Bankkonto waiting for their merge';
