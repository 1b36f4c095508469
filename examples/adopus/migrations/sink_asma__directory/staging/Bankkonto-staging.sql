-- DO NOT EDIT: made by cdc-assets.
-- sha256: 7d2a2ca17dcfc01fdb68d777e116ca47a7cd43632bc0b18c6987ac77f0603e5b

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
