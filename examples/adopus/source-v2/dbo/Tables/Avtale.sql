CREATE TABLE [dbo].[Avtale] (
    [AvtaleId]                INT                IDENTITY (1, 1) NOT FOR REPLICATION NOT NULL,
    [Avtalenr]                NVARCHAR (20)      NOT NULL,
    [AvtaleType]              VARCHAR (20)       NOT NULL,
    [Tittel]                  NVARCHAR (200)     NOT NULL,
    [Beskrivelse]             NVARCHAR (MAX)     NULL,
    [Oppdragsgiver]           INT                NOT NULL,
    [KontaktHosOppdragsgiver] INT                NULL,
    [AvdelingId]              INT                NOT NULL,
    [Ansvarlig]               INT                NULL,
    [Inngått]                 DATE               NOT NULL,
    [GyldigFra]               DATE               NOT NULL,
    [GyldigTil]               DATE               NULL,
    [Opsjonsår]               TINYINT            CONSTRAINT [DF_Avtale_Opsjonsår] DEFAULT ((0)) NOT NULL,
    [OpsjonBenyttet]          BIT                CONSTRAINT [DF_Avtale_OpsjonBenyttet] DEFAULT ((0)) NOT NULL,
    [Oppsigelsesfrist dager]  SMALLINT           CONSTRAINT [DF_Avtale_Oppsigelsesfristdager] DEFAULT ((90)) NOT NULL,
    [Status]                  TINYINT            CONSTRAINT [DF_Avtale_Status] DEFAULT ((0)) NOT NULL,
    [AntallPlasser]           SMALLINT           NULL,
    [PrisPrPlass]             MONEY              NULL,
    [PrisPrTime]              SMALLMONEY         NULL,
    [Fastbeløp]               [dbo].[Belop]      CONSTRAINT [DF_Avtale_Fastbeløp] DEFAULT ((0)) NOT NULL,
    [Valuta]                  CHAR (3)           CONSTRAINT [DF_Avtale_Valuta] DEFAULT ('NOK') NOT NULL,
    [IndeksBasis]             DECIMAL (9, 4)     NULL,
    [Indeksregulert]          DATE               NULL,
    [Fakturafrekvens]         TINYINT            CONSTRAINT [DF_Avtale_Fakturafrekvens] DEFAULT ((1)) NOT NULL,
    [Betalingsfrist]          SMALLINT           CONSTRAINT [DF_Avtale_Betalingsfrist] DEFAULT ((30)) NOT NULL,
    [MvaKode]                 VARCHAR (4)        NULL,
    [Bonusandel]              [dbo].[Prosent]    NULL,
    [Målformidling%]          NUMERIC (5, 2)     NULL,
    [Resultatmål]             NVARCHAR (1000)    NULL,
    [Anbudsreferanse]         NVARCHAR (60)      NULL,
    [DoffinId]                VARCHAR (30)       NULL,
    [Rammeavtale]             INT                NULL,
    [Vilkår]                  XML                NULL,
    [SignertPdf]              VARBINARY (MAX)    NULL,
    [SignertAv]               NVARCHAR (120)     NULL,
    [SignertTid]              DATETIMEOFFSET (7) NULL,
    [Arkivreferanse]          UNIQUEIDENTIFIER   NULL,
    [Opprettet]               DATETIME2 (3)      CONSTRAINT [DF_Avtale_Opprettet] DEFAULT (sysutcdatetime()) NOT NULL,
    [OpprettetAv]             INT                NULL,
    [Endret]                  DATETIME2 (3)      NULL,
    [EndretAv]                INT                NULL,
    [RowVer]                  ROWVERSION         NOT NULL,
    CONSTRAINT [PK_Avtale] PRIMARY KEY CLUSTERED ([AvtaleId] ASC),
    CONSTRAINT [CK_Avtale_Periode] CHECK ([GyldigTil] IS NULL OR [GyldigTil]>=[GyldigFra]),
    CONSTRAINT [CK_Avtale_Målformidling] CHECK ([Målformidling%]>=(0) AND [Målformidling%]<=(100)),
    CONSTRAINT [FK_Avtale_Actor_Oppdragsgiver] FOREIGN KEY ([Oppdragsgiver]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Avtale_Actor_KontaktHosOppdragsgiver] FOREIGN KEY ([KontaktHosOppdragsgiver]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Avtale_Avdeling] FOREIGN KEY ([AvdelingId]) REFERENCES [dbo].[Avdeling] ([AvdelingId]),
    CONSTRAINT [FK_Avtale_Bruker] FOREIGN KEY ([Ansvarlig]) REFERENCES [dbo].[Bruker] ([BrukerId]),
    CONSTRAINT [FK_Avtale_Avtale] FOREIGN KEY ([Rammeavtale]) REFERENCES [dbo].[Avtale] ([AvtaleId]),
    CONSTRAINT [UQ_Avtale_Avtalenr] UNIQUE NONCLUSTERED ([Avtalenr] ASC)
);


GO
CREATE NONCLUSTERED INDEX [IX_Avtale_Oppdragsgiver]
    ON [dbo].[Avtale]([Oppdragsgiver] ASC, [Status] ASC)
    INCLUDE([Tittel], [GyldigTil]);


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Avtaler med NAV, kommuner og bedrifter om tiltaksplasser og tjenester.', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Avtale';
