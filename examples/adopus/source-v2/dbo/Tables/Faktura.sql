CREATE TABLE [dbo].[Faktura] (
    [FakturaId]       INT                IDENTITY (1, 1) NOT NULL,
    [Fakturanr]       BIGINT             NULL,
    [FakturaType]     CHAR (1)           CONSTRAINT [DF_Faktura_FakturaType] DEFAULT ('F') NOT NULL,
    [Mottaker]        INT                NOT NULL,
    [AvtaleId]        INT                NULL,
    [AvdelingId]      INT                NULL,
    [Dato]            DATE               NOT NULL,
    [Forfall]         DATE               NOT NULL,
    [PeriodeFra]      DATE               NULL,
    [PeriodeTil]      DATE               NULL,
    [Deres ref]       NVARCHAR (60)      NULL,
    [Vår ref]         NVARCHAR (60)      NULL,
    [Bestillingsnr]   NVARCHAR (60)      NULL,
    [KID]             VARCHAR (25)       NULL,
    [BankkontoId]     INT                NULL,
    [Netto]           [dbo].[Belop]      CONSTRAINT [DF_Faktura_Netto] DEFAULT ((0)) NOT NULL,
    [Mva]             [dbo].[Belop]      CONSTRAINT [DF_Faktura_Mva] DEFAULT ((0)) NOT NULL,
    [Øreavrunding]    DECIMAL (5, 2)     CONSTRAINT [DF_Faktura_Øreavrunding] DEFAULT ((0)) NOT NULL,
    [Brutto]          AS (([Netto]+[Mva])+[Øreavrunding]) PERSISTED,
    [Betalt]          MONEY              CONSTRAINT [DF_Faktura_Betalt] DEFAULT ((0)) NOT NULL,
    [BetaltDato]      DATE               NULL,
    [Valuta]          CHAR (3)           CONSTRAINT [DF_Faktura_Valuta] DEFAULT ('NOK') NOT NULL,
    [Kurs]            DECIMAL (18, 9)    CONSTRAINT [DF_Faktura_Kurs] DEFAULT ((1)) NOT NULL,
    [Purregebyr]      SMALLMONEY         NULL,
    [AntallPurringer] TINYINT            CONSTRAINT [DF_Faktura_AntallPurringer] DEFAULT ((0)) NOT NULL,
    [SistPurret]      DATE               NULL,
    [TilInkasso]      BIT                CONSTRAINT [DF_Faktura_TilInkasso] DEFAULT ((0)) NOT NULL,
    [EhfSendt]        DATETIMEOFFSET (7) NULL,
    [EhfStatus]       SMALLINT           NULL,
    [EhfXml]          XML                NULL,
    [PdfDokument]     INT                NULL,
    [KrediterFaktura] INT                NULL,
    [Bokført]         BIT                CONSTRAINT [DF_Faktura_Bokført] DEFAULT ((0)) NOT NULL,
    [BokførtTid]      DATETIME2 (0)      NULL,
    [Bilagsnr]        BIGINT             NULL,
    [Opprettet]       DATETIME2 (3)      CONSTRAINT [DF_Faktura_Opprettet] DEFAULT (sysutcdatetime()) NOT NULL,
    [RowVer]          ROWVERSION         NOT NULL,
    CONSTRAINT [PK_Faktura] PRIMARY KEY CLUSTERED ([FakturaId] ASC),
    CONSTRAINT [FK_Faktura_Actor] FOREIGN KEY ([Mottaker]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Faktura_Avtale] FOREIGN KEY ([AvtaleId]) REFERENCES [dbo].[Avtale] ([AvtaleId]),
    CONSTRAINT [FK_Faktura_Avdeling] FOREIGN KEY ([AvdelingId]) REFERENCES [dbo].[Avdeling] ([AvdelingId]),
    CONSTRAINT [FK_Faktura_Bankkonto] FOREIGN KEY ([BankkontoId]) REFERENCES [dbo].[Bankkonto] ([BankkontoId]),
    CONSTRAINT [FK_Faktura_Dokument] FOREIGN KEY ([PdfDokument]) REFERENCES [dbo].[Dokument] ([DokumentId]),
    CONSTRAINT [FK_Faktura_Faktura] FOREIGN KEY ([KrediterFaktura]) REFERENCES [dbo].[Faktura] ([FakturaId])
);


GO
CREATE UNIQUE NONCLUSTERED INDEX [IX_Faktura_Fakturanr]
    ON [dbo].[Faktura]([Fakturanr] ASC) WHERE ([Fakturanr] IS NOT NULL);


GO
CREATE NONCLUSTERED INDEX [IX_Faktura_Mottaker]
    ON [dbo].[Faktura]([Mottaker] ASC, [Dato] ASC)
    INCLUDE([Brutto], [Betalt]);
