CREATE TABLE [dbo].[Dokument] (
    [DokumentId]   INT              IDENTITY (1, 1) NOT FOR REPLICATION NOT NULL,
    [DokumentGuid] UNIQUEIDENTIFIER CONSTRAINT [DF_Dokument_DokumentGuid] DEFAULT (newsequentialid()) ROWGUIDCOL NOT NULL,
    [actno]        INT              NULL,
    [TiltakId]     INT              NULL,
    [AvtaleId]     INT              NULL,
    [MalId]        INT              NULL,
    [DokumentType] VARCHAR (20)     NOT NULL,
    [Tittel]       NVARCHAR (200)   NOT NULL,
    [Filnavn]      NVARCHAR (260)   NULL,
    [MimeType]     VARCHAR (100)    CONSTRAINT [DF_Dokument_MimeType] DEFAULT ('application/pdf') NOT NULL,
    [Versjon]      SMALLINT         CONSTRAINT [DF_Dokument_Versjon] DEFAULT ((1)) NOT NULL,
    [Innhold]      VARBINARY (MAX)  NULL,
    [Størrelse]    AS (datalength([Innhold])),
    [Sjekksum]     VARBINARY (32)   NULL,
    [Indekstekst]  NVARCHAR (MAX)   NULL,
    [Metadata]     XML              NULL,
    [Språk]        CHAR (2)         NULL,
    [Gradering]    TINYINT          CONSTRAINT [DF_Dokument_Gradering] DEFAULT ((0)) NOT NULL,
    [Hjemmel]      NVARCHAR (100)   NULL,
    [Journalført]  BIT              CONSTRAINT [DF_Dokument_Journalført] DEFAULT ((0)) NOT NULL,
    [Journalpost]  BIGINT           NULL,
    [ArkivertTid]  DATETIME2 (7)    NULL,
    [Kassasjon]    DATE             NULL,
    [LåstAv]       INT              SPARSE NULL,
    [LåstTid]      DATETIME2 (0)    SPARSE NULL,
    [Opprettet]    DATETIME2 (7)    CONSTRAINT [DF_Dokument_Opprettet] DEFAULT (sysutcdatetime()) NOT NULL,
    [OpprettetAv]  INT              NULL,
    [RowVer]       ROWVERSION       NOT NULL,
    CONSTRAINT [PK_Dokument] PRIMARY KEY CLUSTERED ([DokumentId] ASC),
    CONSTRAINT [FK_Dokument_Actor] FOREIGN KEY ([actno]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Dokument_Tiltak] FOREIGN KEY ([TiltakId]) REFERENCES [dbo].[Tiltak] ([TiltakId]),
    CONSTRAINT [FK_Dokument_Avtale] FOREIGN KEY ([AvtaleId]) REFERENCES [dbo].[Avtale] ([AvtaleId]),
    CONSTRAINT [FK_Dokument_DokumentMal] FOREIGN KEY ([MalId]) REFERENCES [dbo].[DokumentMal] ([MalId]),
    CONSTRAINT [UQ_Dokument_Guid] UNIQUE NONCLUSTERED ([DokumentGuid] ASC)
);


GO
CREATE NONCLUSTERED INDEX [IX_Dokument_actno]
    ON [dbo].[Dokument]([actno] ASC, [DokumentType] ASC)
    INCLUDE([Tittel], [Opprettet]);
