-- DO NOT EDIT: made by cdc-assets.
-- sha256: 096f4635875842b24ea5f12aea61cf247473a8a26dd73d7d3d026afb19397120

CREATE TABLE {{SCHEMA}}."stg_Bankkonto" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
