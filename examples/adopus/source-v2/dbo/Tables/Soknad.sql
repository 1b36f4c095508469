CREATE TABLE [dbo].[Soknad] (
    [SoknadId]          INT                IDENTITY (1, 1) NOT FOR REPLICATION NOT NULL,
    [Søknadsnr]         NVARCHAR (20)      NOT NULL,
    [actno]             INT                NOT NULL,
    [TiltakId]          INT                NULL,
    [Kurs Id]           INT                NULL,
    [SoknadType]        TINYINT            NOT NULL,
    [Kilde]             VARCHAR (20)       CONSTRAINT [DF_Soknad_Kilde] DEFAULT ('manuell') NOT NULL,
    [MottattTid]        DATETIME2 (7)      CONSTRAINT [DF_Soknad_MottattTid] DEFAULT (sysdatetime()) NOT NULL,
    [MottattAv]         INT                NULL,
    [Innsøker]          INT                NULL,
    [InnsøkerNavn]      NVARCHAR (120)     NULL,
    [InnsøkerEpost]     [dbo].[Epost]      NULL,
    [NavKontor]         NVARCHAR (60)      NULL,
    [NavEnhetsnr]       CHAR (4)           NULL,
    [NavBestillingsId]  UNIQUEIDENTIFIER   NULL,
    [Prioritet]         TINYINT            CONSTRAINT [DF_Soknad_Prioritet] DEFAULT ((2)) NOT NULL,
    [Status]            TINYINT            CONSTRAINT [DF_Soknad_Status] DEFAULT ((0)) NOT NULL,
    [StatusDato]        DATETIME2 (7)      NULL,
    [ØnsketOppstart]    DATE               NULL,
    [Bakgrunn]          NVARCHAR (MAX)     NULL,
    [Målsetting]        NVARCHAR (MAX)     NULL,
    [Helseopplysninger] VARBINARY (MAX)    NULL,
    [Utdanning]         NVARCHAR (2000)    NULL,
    [Arbeidserfaring]   NVARCHAR (MAX)     NULL,
    [Språknivå]         CHAR (2)           NULL,
    [Dataferdigheter]   TINYINT            NULL,
    [HarBarnepass]      BIT                NULL,
    [Transport]         VARCHAR (20)       NULL,
    [Tilrettelegging]   NVARCHAR (1000)    NULL,
    [Samtykke]          BIT                CONSTRAINT [DF_Soknad_Samtykke] DEFAULT ((0)) NOT NULL,
    [SamtykkeTid]       DATETIMEOFFSET (3) NULL,
    [Vurdering]         NTEXT              NULL,
    [VurdertAv]         INT                NULL,
    [VurdertDato]       DATE               NULL,
    [Poengsum]          DECIMAL (6, 2)     NULL,
    [Innstilling]       TINYINT            NULL,
    [Avslagsgrunn]      VARCHAR (20)       NULL,
    [Avslagstekst]      NVARCHAR (2000)    NULL,
    [SvarSendt]         SMALLDATETIME      NULL,
    [KlagefristUtløper] DATE               NULL,
    [Råmelding]         XML                NULL,
    [Opprettet]         DATETIME2 (3)      CONSTRAINT [DF_Soknad_Opprettet] DEFAULT (sysutcdatetime()) NOT NULL,
    [Endret]            DATETIME2 (3)      NULL,
    [RowVer]            ROWVERSION         NOT NULL,
    CONSTRAINT [PK_Soknad] PRIMARY KEY CLUSTERED ([SoknadId] ASC),
    CONSTRAINT [CK_Soknad_Mål] CHECK ([TiltakId] IS NOT NULL OR [Kurs Id] IS NOT NULL OR [SoknadType]=(9)),
    CONSTRAINT [FK_Soknad_Actor_actno] FOREIGN KEY ([actno]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Soknad_Tiltak] FOREIGN KEY ([TiltakId]) REFERENCES [dbo].[Tiltak] ([TiltakId]),
    CONSTRAINT [FK_Soknad_Kurs] FOREIGN KEY ([Kurs Id]) REFERENCES [dbo].[Kurs] ([Kurs Id]),
    CONSTRAINT [FK_Soknad_Actor_Innsøker] FOREIGN KEY ([Innsøker]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Soknad_Bruker] FOREIGN KEY ([VurdertAv]) REFERENCES [dbo].[Bruker] ([BrukerId]),
    CONSTRAINT [UQ_Soknad_Søknadsnr] UNIQUE NONCLUSTERED ([Søknadsnr] ASC)
);


GO
CREATE NONCLUSTERED INDEX [IX_Soknad_Status]
    ON [dbo].[Soknad]([Status] ASC, [Prioritet] ASC, [MottattTid] ASC);


GO
CREATE NONCLUSTERED INDEX [IX_Soknad_actno]
    ON [dbo].[Soknad]([actno] ASC);


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Innsøkinger fra NAV, kommuner og deltakere selv.', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Soknad';


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Kryptert med kundens nøkkel', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Soknad', @level2type = N'COLUMN', @level2name = N'Helseopplysninger';
