CREATE TABLE [dbo].[Fraver] (
    [FraverId]    INT            IDENTITY (1, 1) NOT FOR REPLICATION NOT NULL,
    [TiltakId]    INT            NOT NULL,
    [actno]       INT            NOT NULL,
    [Periode]     SMALLINT       CONSTRAINT [DF_Fraver_Periode] DEFAULT ((1)) NOT NULL,
    [Årsak]       SMALLINT       NOT NULL,
    [FraDato]     DATE           NOT NULL,
    [TilDato]     DATE           NULL,
    [FraKl]       TIME (0)       NULL,
    [TilKl]       TIME (0)       NULL,
    [Timer]       DECIMAL (5, 2) NULL,
    [Grad]        TINYINT        CONSTRAINT [DF_Fraver_Grad] DEFAULT ((100)) NOT NULL,
    [Egenmelding] BIT            CONSTRAINT [DF_Fraver_Egenmelding] DEFAULT ((0)) NOT NULL,
    [Sykmelding]  BIT            CONSTRAINT [DF_Fraver_Sykmelding] DEFAULT ((0)) NOT NULL,
    [DokumentId]  INT            NULL,
    [MeldtTid]    SMALLDATETIME  NULL,
    [MeldtVia]    CHAR (1)       NULL,
    [Arbeidsgiverperiode] BIT    NULL,
    [Godkjent]    BIT            NULL,
    [GodkjentAv]  INT            NULL,
    [Merknad]     NVARCHAR (500) NULL,
    [RegDato]     DATETIME       CONSTRAINT [DF_Fraver_RegDato] DEFAULT (getdate()) NOT NULL,
    [ts]          ROWVERSION     NOT NULL,
    CONSTRAINT [PK_Fraver] PRIMARY KEY CLUSTERED ([FraverId] ASC),
    CONSTRAINT [CK_Fraver_Grad] CHECK ([Grad]>=(1) AND [Grad]<=(100)),
    CONSTRAINT [CK_Fraver_Dato] CHECK ([TilDato] IS NULL OR [TilDato]>=[FraDato]),
    CONSTRAINT [FK_Fraver_Tiltaksdeltaker] FOREIGN KEY ([TiltakId], [actno], [Periode]) REFERENCES [dbo].[Tiltaksdeltaker] ([TiltakId], [actno], [Periode]),
    CONSTRAINT [FK_Fraver_Fraværsårsak] FOREIGN KEY ([Årsak]) REFERENCES [dbo].[Fraværsårsak] ([ÅrsakId]),
    CONSTRAINT [FK_Fraver_Dokument] FOREIGN KEY ([DokumentId]) REFERENCES [dbo].[Dokument] ([DokumentId]),
    CONSTRAINT [FK_Fraver_Bruker] FOREIGN KEY ([GodkjentAv]) REFERENCES [dbo].[Bruker] ([BrukerId])
);


GO
CREATE NONCLUSTERED INDEX [IX_Fraver_Deltaker]
    ON [dbo].[Fraver]([TiltakId] ASC, [actno] ASC, [FraDato] ASC);
