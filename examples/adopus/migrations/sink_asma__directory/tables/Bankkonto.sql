-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.Bankkonto of AdOpusTest, service adopus
-- target: Bankkonto in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 094bb8f65e8b77dfa5d76fdb06e9406811754a40b0763f5138fe17a1c8beff6c

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
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "Bankkonto_pkey" PRIMARY KEY ("BankkontoId")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."Bankkonto"), $cdc${
    "": "Replica of dbo.Bankkonto (service adopus)",
    "BankkontoId": "BankkontoId int not null",
    "AvdelingId": "AvdelingId int null; references dbo.Avdeling.AvdelingId",
    "Navn": "Navn nvarchar(60) not null",
    "Konto": "Konto dbo.Kontonummer = clr not null; lost: not carried by Debezium; not in the change stream",
    "IBAN": "IBAN varchar(34) null",
    "BIC": "BIC varchar(11) null",
    "Bank": "Bank nvarchar(60) null",
    "Valuta": "Valuta char(3) not null; lost: pad blanks",
    "Hovedbokskonto": "Hovedbokskonto varchar(10) null",
    "Saldo": "Saldo money not null",
    "SaldoTid": "SaldoTid datetime null",
    "Trekkrettighet": "Trekkrettighet money null",
    "Skattetrekk": "Skattetrekk bit not null",
    "Remittering": "Remittering bit not null",
    "Aktiv": "Aktiv bit not null",
    "RowVer": "RowVer rowversion not null",
    "_customer_id": "template customer_id; The customer's id in ASMA Directory; value: {adopus.sources.*.customer_id}"
}$cdc$);
