CREATE TABLE [dbo].[Tiltak] (
    [TiltakId]         INT               IDENTITY (1, 1) NOT FOR REPLICATION NOT NULL,
    [Tiltakskode]      VARCHAR (12)      NOT NULL,
    [Navn]             NVARCHAR (120)    NOT NULL,
    [AvtaleId]         INT               NULL,
    [AvdelingId]       INT               NOT NULL,
    [Ansvarlig]        INT               NULL,
    [TiltakType]       TINYINT           NOT NULL,
    [Kategori]         VARCHAR (20)      NULL,
    [Formål]           NVARCHAR (2000)   NULL,
    [Målgruppe]        NVARCHAR (1000)   NULL,
    [Oppstart]         DATE              NOT NULL,
    [Slutt]            DATE              NULL,
    [Løpende inntak]   BIT               CONSTRAINT [DF_Tiltak_Løpendeinntak] DEFAULT ((1)) NOT NULL,
    [Varighet uker]    SMALLINT          NULL,
    [MaksVarighet mnd] TINYINT           NULL,
    [AntallPlasser]    SMALLINT          CONSTRAINT [DF_Tiltak_AntallPlasser] DEFAULT ((0)) NOT NULL,
    [Overbooking%]     REAL              NULL,
    [PlasserLedig]     SMALLINT          NULL,
    [Venteliste]       SMALLINT          CONSTRAINT [DF_Tiltak_Venteliste] DEFAULT ((0)) NOT NULL,
    [TimerPrUke]       DECIMAL (4, 1)    CONSTRAINT [DF_Tiltak_TimerPrUke] DEFAULT ((37.5)) NOT NULL,
    [Dagsats]          SMALLMONEY        NULL,
    [Takst]            [dbo].[Belop]     CONSTRAINT [DF_Tiltak_Takst] DEFAULT ((0)) NOT NULL,
    [NavTiltaksnr]     BIGINT            NULL,
    [NavTiltaksår]     SMALLINT          NULL,
    [Sted]             NVARCHAR (80)     NULL,
    [Møtested]         [sys].[geography] NULL,
    [Oppmøte]          TIME (0)          NULL,
    [Status]           TINYINT           CONSTRAINT [DF_Tiltak_Status] DEFAULT ((1)) NOT NULL,
    [Farge]            BINARY (3)        NULL,
    [Publisert]        BIT               CONSTRAINT [DF_Tiltak_Publisert] DEFAULT ((0)) NOT NULL,
    [Nettside]         NVARCHAR (400)    NULL,
    [Ingress]          NVARCHAR (500)    NULL,
    [Webtekst]         NVARCHAR (MAX)    NULL,
    [Sertifisering]    NVARCHAR (60)     NULL,
    [Opprettet]        DATETIME          CONSTRAINT [DF_Tiltak_Opprettet] DEFAULT (getdate()) NOT NULL,
    [OpprettetAv]      INT               NULL,
    [Endret]           DATETIME          NULL,
    [RowVer]           ROWVERSION        NOT NULL,
    CONSTRAINT [PK_Tiltak] PRIMARY KEY CLUSTERED ([TiltakId] ASC),
    CONSTRAINT [CK_Tiltak_Periode] CHECK ([Slutt] IS NULL OR [Slutt]>=[Oppstart]),
    CONSTRAINT [FK_Tiltak_Avtale] FOREIGN KEY ([AvtaleId]) REFERENCES [dbo].[Avtale] ([AvtaleId]),
    CONSTRAINT [FK_Tiltak_Avdeling] FOREIGN KEY ([AvdelingId]) REFERENCES [dbo].[Avdeling] ([AvdelingId]),
    CONSTRAINT [FK_Tiltak_Bruker] FOREIGN KEY ([Ansvarlig]) REFERENCES [dbo].[Bruker] ([BrukerId])
);


GO
CREATE NONCLUSTERED INDEX [IX_Tiltak_AvdelingId]
    ON [dbo].[Tiltak]([AvdelingId] ASC, [Status] ASC)
    INCLUDE([Navn], [Oppstart], [Slutt]);


GO
CREATE UNIQUE NONCLUSTERED INDEX [IX_Tiltak_NavTiltaksnr]
    ON [dbo].[Tiltak]([NavTiltaksår] ASC, [NavTiltaksnr] ASC) WHERE ([NavTiltaksnr] IS NOT NULL);
