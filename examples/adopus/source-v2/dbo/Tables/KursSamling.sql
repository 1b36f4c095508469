CREATE TABLE [dbo].[KursSamling] (
    [Kurs Id]      INT             NOT NULL,
    [Nr]           TINYINT         NOT NULL,
    [Tema]         NVARCHAR (120)  NOT NULL,
    [Dato]         DATE            NOT NULL,
    [Fra]          TIME (7)        NOT NULL,
    [Til]          TIME (7)        NOT NULL,
    [Pause]        TIME (0)        NULL,
    [Rom]          NVARCHAR (40)   NULL,
    [Foreleser]    NVARCHAR (120)  NULL,
    [Honorar]      MONEY           NULL,
    [Presentasjon] VARBINARY (MAX) NULL,
    [Avlyst]       BIT             CONSTRAINT [DF_KursSamling_Avlyst] DEFAULT ((0)) NOT NULL,
    [Merknad]      NVARCHAR (400)  NULL,
    [RowVer]       ROWVERSION      NOT NULL,
    CONSTRAINT [PK_KursSamling] PRIMARY KEY CLUSTERED ([Kurs Id] ASC, [Nr] ASC, [Dato] ASC),
    CONSTRAINT [CK_KursSamling_Tid] CHECK ([Til]>[Fra]),
    CONSTRAINT [FK_KursSamling_Kurs] FOREIGN KEY ([Kurs Id]) REFERENCES [dbo].[Kurs] ([Kurs Id]) ON DELETE CASCADE
);
