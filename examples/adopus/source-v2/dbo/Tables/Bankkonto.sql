CREATE TABLE [dbo].[Bankkonto] (
    [BankkontoId]    INT                 IDENTITY (1, 1) NOT NULL,
    [AvdelingId]     INT                 NULL,
    [Navn]           NVARCHAR (60)       NOT NULL,
    [Konto]          [dbo].[Kontonummer] NOT NULL,
    [IBAN]           VARCHAR (34)        NULL,
    [BIC]            VARCHAR (11)        NULL,
    [Bank]           NVARCHAR (60)       NULL,
    [Valuta]         CHAR (3)            CONSTRAINT [DF_Bankkonto_Valuta] DEFAULT ('NOK') NOT NULL,
    [Hovedbokskonto] VARCHAR (10)        NULL,
    [Saldo]          MONEY               CONSTRAINT [DF_Bankkonto_Saldo] DEFAULT ((0)) NOT NULL,
    [SaldoTid]       DATETIME            NULL,
    [Trekkrettighet] MONEY               NULL,
    [Skattetrekk]    BIT                 CONSTRAINT [DF_Bankkonto_Skattetrekk] DEFAULT ((0)) NOT NULL,
    [Remittering]    BIT                 CONSTRAINT [DF_Bankkonto_Remittering] DEFAULT ((0)) NOT NULL,
    [Aktiv]          BIT                 CONSTRAINT [DF_Bankkonto_Aktiv] DEFAULT ((1)) NOT NULL,
    [RowVer]         ROWVERSION          NOT NULL,
    CONSTRAINT [PK_Bankkonto] PRIMARY KEY CLUSTERED ([BankkontoId] ASC),
    CONSTRAINT [FK_Bankkonto_Avdeling] FOREIGN KEY ([AvdelingId]) REFERENCES [dbo].[Avdeling] ([AvdelingId])
);


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'CLR-type: validerer kontrollsifferet (MOD11)', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Bankkonto', @level2type = N'COLUMN', @level2name = N'Konto';
