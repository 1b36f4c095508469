-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Bankkonto of AdOpusTest, service adopus
-- target: Bankkonto in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 55d9a36dd9ed630c0ec48b1e79caf4975cceee682f180dc54bee4ca9558c1b16

CREATE TABLE {{SCHEMA}}."stg_Bankkonto" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "BankkontoId" integer,
    "Konto" bytea,
    "AvdelingId" integer,
    "Navn" text,
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
