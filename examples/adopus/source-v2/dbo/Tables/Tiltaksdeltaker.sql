CREATE TABLE [dbo].[Tiltaksdeltaker] (
    [TiltakId]           INT            NOT NULL,
    [actno]              INT            NOT NULL,
    [Periode]            SMALLINT       CONSTRAINT [DF_Tiltaksdeltaker_Periode] DEFAULT ((1)) NOT NULL,
    [SoknadId]           INT            NULL,
    [Status]             TINYINT        CONSTRAINT [DF_Tiltaksdeltaker_Status] DEFAULT ((0)) NOT NULL,
    [StatusDato]         DATETIME       CONSTRAINT [DF_Tiltaksdeltaker_StatusDato] DEFAULT (getdate()) NOT NULL,
    [StartDato]          DATE           NOT NULL,
    [SluttDato]          DATE           NULL,
    [PlanlagtSlutt]      DATE           NULL,
    [Sluttårsak]         VARCHAR (20)   NULL,
    [Fullført]           BIT            NULL,
    [Stillings%]         NUMERIC (5, 2) CONSTRAINT [DF_Tiltaksdeltaker_Stillings] DEFAULT ((100)) NOT NULL,
    [TimerPrUke]         DECIMAL (4, 1) NULL,
    [Dager pr uke]       TINYINT        CONSTRAINT [DF_Tiltaksdeltaker_Dagerpruke] DEFAULT ((5)) NOT NULL,
    [Veileder]           INT            NULL,
    [Innsøkende instans] INT            NULL,
    [NavSaksnr]          VARCHAR (20)   NULL,
    [Vedtaksnr]          VARCHAR (20)   NULL,
    [VedtakFra]          DATE           NULL,
    [VedtakTil]          DATE           NULL,
    [Ytelse]             NVARCHAR (30)  NULL,
    [Dagsats]            SMALLMONEY     NULL,
    [Reisepenger]        MONEY          NULL,
    [AvstandKm]          FLOAT (53)     NULL,
    [Oppmøteprosent]     REAL           NULL,
    [Praksisbedrift]     INT            NULL,
    [PraksisFra]         DATE           NULL,
    [PraksisTil]         DATE           NULL,
    [ResultatKode]       VARCHAR (10)   NULL,
    [Til jobb hos]       NVARCHAR (100) NULL,
    [Til jobb stilling]  NVARCHAR (100) NULL,
    [OppfølgingTil]      DATE           NULL,
    [Merknad]            TEXT           NULL,
    [Opprettet]          DATETIME       CONSTRAINT [DF_Tiltaksdeltaker_Opprettet] DEFAULT (getdate()) NOT NULL,
    [OpprettetAv]        INT            NULL,
    [ts]                 ROWVERSION     NOT NULL,
    CONSTRAINT [PK_Tiltaksdeltaker] PRIMARY KEY CLUSTERED ([TiltakId] ASC, [actno] ASC, [Periode] ASC) WITH (FILLFACTOR = 90),
    CONSTRAINT [CK_Tiltaksdeltaker_Stilling] CHECK ([Stillings%]>(0) AND [Stillings%]<=(100)),
    CONSTRAINT [FK_Tiltaksdeltaker_Tiltak] FOREIGN KEY ([TiltakId]) REFERENCES [dbo].[Tiltak] ([TiltakId]),
    CONSTRAINT [FK_Tiltaksdeltaker_Actor_actno] FOREIGN KEY ([actno]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Tiltaksdeltaker_Soknad] FOREIGN KEY ([SoknadId]) REFERENCES [dbo].[Soknad] ([SoknadId]),
    CONSTRAINT [FK_Tiltaksdeltaker_Bruker] FOREIGN KEY ([Veileder]) REFERENCES [dbo].[Bruker] ([BrukerId]),
    CONSTRAINT [FK_Tiltaksdeltaker_Actor_Praksisbedrift] FOREIGN KEY ([Praksisbedrift]) REFERENCES [dbo].[Actor] ([actno])
);


GO
CREATE NONCLUSTERED INDEX [IX_Tiltaksdeltaker_actno]
    ON [dbo].[Tiltaksdeltaker]([actno] ASC)
    INCLUDE([Status], [StartDato], [SluttDato]);


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'En deltakers periode i et tiltak. Ny innsøking til samme tiltak gir ny Periode.', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Tiltaksdeltaker';
