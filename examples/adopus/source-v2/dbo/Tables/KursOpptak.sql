CREATE TABLE [dbo].[KursOpptak] (
    [OpptakId]   INT             IDENTITY (1, 1) NOT NULL,
    [Kurs Id]    INT             NOT NULL,
    [Nr]         TINYINT         NOT NULL,
    [Dato]       DATE            NOT NULL,
    [Lenke]      NVARCHAR (400)  NOT NULL,
    [Varighet]   TIME (0)        NULL,
    [Teksting]   NVARCHAR (MAX)  NULL,
    [SlettesTid] DATETIME2 (0)   NULL,
    [Opprettet]  DATETIME2 (3)   CONSTRAINT [DF_KursOpptak_Opprettet] DEFAULT (sysutcdatetime()) NOT NULL,
    [RowVer]     ROWVERSION      NOT NULL,
    CONSTRAINT [PK_KursOpptak] PRIMARY KEY CLUSTERED ([OpptakId] ASC),
    CONSTRAINT [FK_KursOpptak_KursSamling] FOREIGN KEY ([Kurs Id], [Nr], [Dato]) REFERENCES [dbo].[KursSamling] ([Kurs Id], [Nr], [Dato])
);
