CREATE TABLE [dbo].[Timeføring] (
    [TimeføringId]   BIGINT             IDENTITY (1, 1) NOT NULL,
    [BrukerId]       INT                NOT NULL,
    [actno]          INT                NULL,
    [TiltakId]       INT                NULL,
    [Dato]           DATE               NOT NULL,
    [Start]          DATETIMEOFFSET (0) NULL,
    [Slutt]          DATETIMEOFFSET (0) NULL,
    [Timer]          DECIMAL (5, 2)     NOT NULL,
    [Aktivitet]      VARCHAR (20)       NOT NULL,
    [Beskrivelse]    NVARCHAR (1000)    NULL,
    [Fakturerbar]    BIT                CONSTRAINT [DF_Timeføring_Fakturerbar] DEFAULT ((0)) NOT NULL,
    [Timepris]       SMALLMONEY         NULL,
    [Beløp]          MONEY              NULL,
    [FakturaId]      INT                NULL,
    [FakturaLinjenr] SMALLINT           NULL,
    [Sted]           [sys].[geography]  NULL,
    [KjørteKm]       REAL               NULL,
    [Bompenger]      SMALLMONEY         NULL,
    [Uke]            AS (datepart(iso_week,[Dato])),
    [Godkjent]       BIT                CONSTRAINT [DF_Timeføring_Godkjent] DEFAULT ((0)) NOT NULL,
    [GodkjentAv]     INT                NULL,
    [GodkjentTid]    DATETIME2 (0)      NULL,
    [Låst]           BIT                CONSTRAINT [DF_Timeføring_Låst] DEFAULT ((0)) NOT NULL,
    [Kilde]          VARCHAR (12)       CONSTRAINT [DF_Timeføring_Kilde] DEFAULT ('web') NOT NULL,
    [Opprettet]      DATETIME2 (3)      CONSTRAINT [DF_Timeføring_Opprettet] DEFAULT (sysutcdatetime()) NOT NULL,
    [Endret]         DATETIME2 (3)      NULL,
    [RowVer]         ROWVERSION         NOT NULL,
    CONSTRAINT [PK_Timeføring] PRIMARY KEY CLUSTERED ([TimeføringId] ASC),
    CONSTRAINT [CK_Timeføring_Timer] CHECK ([Timer]>(0) AND [Timer]<=(24)),
    CONSTRAINT [FK_Timeføring_Bruker] FOREIGN KEY ([BrukerId]) REFERENCES [dbo].[Bruker] ([BrukerId]),
    CONSTRAINT [FK_Timeføring_Actor] FOREIGN KEY ([actno]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Timeføring_Tiltak] FOREIGN KEY ([TiltakId]) REFERENCES [dbo].[Tiltak] ([TiltakId]),
    CONSTRAINT [FK_Timeføring_Fakturalinje] FOREIGN KEY ([FakturaId], [FakturaLinjenr]) REFERENCES [dbo].[Fakturalinje] ([FakturaId], [Linjenr])
);


GO
CREATE NONCLUSTERED INDEX [IX_Timeføring_Bruker_Dato]
    ON [dbo].[Timeføring]([BrukerId] ASC, [Dato] ASC)
    INCLUDE([Timer]);
