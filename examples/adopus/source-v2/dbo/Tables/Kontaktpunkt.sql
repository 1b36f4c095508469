CREATE TABLE [dbo].[Kontaktpunkt] (
    [KontaktpunktId]     INT            IDENTITY (1, 1) NOT NULL,
    [actno]              INT            NOT NULL,
    [Kanal]              TINYINT        NOT NULL,
    [Verdi]              NVARCHAR (254) NOT NULL,
    [Etikett]            NVARCHAR (80)  NULL,
    [Foretrukket]        BIT            CONSTRAINT [DF_Kontaktpunkt_Foretrukket] DEFAULT ((0)) NOT NULL,
    [ReservertMotVarsel] BIT            CONSTRAINT [DF_Kontaktpunkt_ReservertMotVarsel] DEFAULT ((0)) NOT NULL,
    [Bekreftet]          DATETIME2 (0)  NULL,
    [TidligstKlokken]    TIME (0)       NULL,
    [SenestKlokken]      TIME (0)       NULL,
    [SistBrukt]          DATETIME2 (0)  NULL,
    [Opprettet]          DATETIME2 (3)  CONSTRAINT [DF_Kontaktpunkt_Opprettet] DEFAULT (sysutcdatetime()) NOT NULL,
    [RowVer]             ROWVERSION     NOT NULL,
    CONSTRAINT [PK_Kontaktpunkt] PRIMARY KEY CLUSTERED ([KontaktpunktId] ASC),
    CONSTRAINT [CK_Kontaktpunkt_Klokken] CHECK ([TidligstKlokken]<[SenestKlokken]),
    CONSTRAINT [FK_Kontaktpunkt_Actor] FOREIGN KEY ([actno]) REFERENCES [dbo].[Actor] ([actno]) ON DELETE CASCADE,
    CONSTRAINT [UQ_Kontaktpunkt_actno_Kanal_Verdi] UNIQUE NONCLUSTERED ([actno] ASC, [Kanal] ASC, [Verdi] ASC)
);
