-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4c8d37121ec341da8a14a95411cb2d0058082935d298f67cdc907e2488f71a2f

CREATE TABLE {{SCHEMA}}."stg_Bankkonto" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
