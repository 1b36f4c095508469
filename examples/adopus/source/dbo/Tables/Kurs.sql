CREATE TABLE [dbo].[Kurs] (
    [Kurs Id]          INT             IDENTITY (1, 1) NOT NULL,
    [Kurskode]         NVARCHAR (16)   NOT NULL,
    [Navn]             NVARCHAR (120)  NOT NULL,
    [Undertittel]      NVARCHAR (200)  NULL,
    [TiltakId]         INT             NULL,
    [AvdelingId]       INT             NULL,
    [Kursansvarlig]    INT             NULL,
    [Foreleser]        NVARCHAR (120)  NULL,
    [Nivå]             TINYINT         CONSTRAINT [DF_Kurs_Nivå] DEFAULT ((1)) NOT NULL,
    [Fagområde]        VARCHAR (20)    NULL,
    [Beskrivelse]      NVARCHAR (MAX)  NULL,
    [Læringsmål]       NVARCHAR (MAX)  NULL,
    [Forkunnskaper]    NVARCHAR (1000) NULL,
    [StartDato]        DATE            NOT NULL,
    [SluttDato]        DATE            NOT NULL,
    [Påmeldingsfrist]  SMALLDATETIME   NULL,
    [Avmeldingsfrist]  SMALLDATETIME   NULL,
    [Antall samlinger] TINYINT         CONSTRAINT [DF_Kurs_Antallsamlinger] DEFAULT ((1)) NOT NULL,
    [Antall timer]     DECIMAL (6, 1)  CONSTRAINT [DF_Kurs_Antalltimer] DEFAULT ((0)) NOT NULL,
    [Studiepoeng]      DECIMAL (4, 1)  NULL,
    [MinDeltakere]     SMALLINT        CONSTRAINT [DF_Kurs_MinDeltakere] DEFAULT ((1)) NOT NULL,
    [MaksDeltakere]    SMALLINT        NOT NULL,
    [Pris]             [dbo].[Belop]   CONSTRAINT [DF_Kurs_Pris] DEFAULT ((0)) NOT NULL,
    [Materiellpris]    SMALLMONEY      NULL,
    [Sted]             NVARCHAR (80)   NULL,
    [Rom]              NVARCHAR (40)   NULL,
    [Digitalt]         BIT             CONSTRAINT [DF_Kurs_Digitalt] DEFAULT ((0)) NOT NULL,
    [Møtelenke]        NVARCHAR (400)  NULL,
    [Sertifikat]       BIT             CONSTRAINT [DF_Kurs_Sertifikat] DEFAULT ((0)) NOT NULL,
    [SertifikatMal]    INT             NULL,
    [Status]           TINYINT         CONSTRAINT [DF_Kurs_Status] DEFAULT ((0)) NOT NULL,
    [Avlyst]           DATETIME2 (0)   NULL,
    [Opprettet]        DATETIME2 (3)   CONSTRAINT [DF_Kurs_Opprettet] DEFAULT (sysutcdatetime()) NOT NULL,
    [RowVer]           ROWVERSION      NOT NULL,
    CONSTRAINT [PK_Kurs] PRIMARY KEY CLUSTERED ([Kurs Id] ASC),
    CONSTRAINT [CK_Kurs_Deltakere] CHECK ([MaksDeltakere]>=[MinDeltakere]),
    CONSTRAINT [FK_Kurs_Tiltak] FOREIGN KEY ([TiltakId]) REFERENCES [dbo].[Tiltak] ([TiltakId]),
    CONSTRAINT [FK_Kurs_Avdeling] FOREIGN KEY ([AvdelingId]) REFERENCES [dbo].[Avdeling] ([AvdelingId]),
    CONSTRAINT [FK_Kurs_Bruker] FOREIGN KEY ([Kursansvarlig]) REFERENCES [dbo].[Bruker] ([BrukerId]),
    CONSTRAINT [FK_Kurs_DokumentMal] FOREIGN KEY ([SertifikatMal]) REFERENCES [dbo].[DokumentMal] ([MalId]),
    CONSTRAINT [UQ_Kurs_Kurskode] UNIQUE NONCLUSTERED ([Kurskode] ASC)
);


GO
CREATE NONCLUSTERED INDEX [IX_Kurs_StartDato]
    ON [dbo].[Kurs]([StartDato] ASC)
    INCLUDE([Navn], [Status]) WHERE ([Avlyst] IS NULL);
