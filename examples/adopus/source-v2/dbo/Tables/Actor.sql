CREATE TABLE [dbo].[Actor] (
    [actno]             INT                         IDENTITY (1000, 1) NOT FOR REPLICATION NOT NULL,
    [ActorType]         TINYINT                     CONSTRAINT [DF_Actor_ActorType] DEFAULT ((1)) NOT NULL,
    [Fornavn]           NVARCHAR (60)               NULL,
    [Mellomnavn]        NVARCHAR (60)               NULL,
    [Etternavn]         NVARCHAR (100)              NOT NULL,
    [Visningsnavn]      AS (isnull([Fornavn]+N' ',N'')+[Etternavn]) PERSISTED NOT NULL,
    [Fødselsnummer]     [dbo].[Personnummer]        NULL,
    [Fødselsdato]       DATE                        NULL,
    [Kjønn]             CHAR (1)                    CONSTRAINT [DF_Actor_Kjønn] DEFAULT ('U') NOT NULL,
    [Sivilstand]        TINYINT                     NULL,
    [Døv]               BIT                         CONSTRAINT [DF_Actor_Døv] DEFAULT ((0)) NOT NULL,
    [Fødeland]          NCHAR (2)                   NULL,
    [Statsborgerskap]   VARCHAR (2)                 NULL,
    [Morsmål]           NVARCHAR (40)               NULL,
    [TolkBehov]         BIT                         NULL,
    [Org.nr]            [dbo].[Organisasjonsnummer] NULL,
    [OverordnetActor]   INT                         NULL,
    [Adresse1]          NVARCHAR (80)               NULL,
    [Adresse2]          NVARCHAR (80)               NULL,
    [Postnr]            NCHAR (4)                   NULL,
    [Poststed]          NVARCHAR (40)               NULL,
    [Kommunenr]         NVARCHAR (4)                NULL,
    [Landkode]          VARCHAR (2)                 CONSTRAINT [DF_Actor_Landkode] DEFAULT ('NO') NULL,
    [Telefon]           [dbo].[Telefon]             NULL,
    [Mobiltlf]          [dbo].[Telefon]             NULL,
    [Epost]             [dbo].[Epost]               NULL,
    [EpostBekreftet]    BIT                         CONSTRAINT [DF_Actor_EpostBekreftet] DEFAULT ((0)) NOT NULL,
    [Hjemmeside]        NVARCHAR (200)              NULL,
    [BrukerNavn]        [dbo].[BrukerNavn]          NULL,
    [Importhash]        VARBINARY (64)              NULL,
    [PortalId]          BINARY (16)                 NULL,
    [SistInnlogget]     DATETIME                    NULL,
    [FeilInnlogginger]  SMALLINT                    CONSTRAINT [DF_Actor_FeilInnlogginger] DEFAULT ((0)) NOT NULL,
    [Språkkode]         CHAR (5)                    CONSTRAINT [DF_Actor_Språkkode] DEFAULT ('nb-NO') NOT NULL,
    [Bilde]             IMAGE                       NULL,
    [Notat]             NTEXT                       NULL,
    [AvdelingId]        INT                         NULL,
    [SaksbehandlerId]   INT                         NULL,
    [NavKontor]         NVARCHAR (60)               NULL,
    [NavSaksnr]         VARCHAR (20)                NULL,
    [Ytelse]            NVARCHAR (30)               NULL,
    [YtelseTilDato]     SMALLDATETIME               NULL,
    [Utdanningsnivå]    TINYINT                     NULL,
    [SisteArbeidsgiver] NVARCHAR (100)              NULL,
    [ArbeidslederSiden] DATE                        NULL,
    [FørerkortKlasser]  VARCHAR (20)                NULL,
    [DisponererBil]     BIT                         NULL,
    [KontonummerLønn]   [dbo].[Kontonummer]         NULL,
    [Kredittgrense]     MONEY                       CONSTRAINT [DF_Actor_Kredittgrense] DEFAULT ((0)) NULL,
    [Rabattsats]        REAL                        NULL,
    [AntallAnsatte]     INT                         NULL,
    [Bransjekode]       VARCHAR (10)                NULL,
    [Kundenr]           INT                         NULL,
    [Reservert]         BIT                         CONSTRAINT [DF_Actor_Reservert] DEFAULT ((0)) NOT NULL,
    [Aktiv]             BIT                         CONSTRAINT [DF_Actor_Aktiv] DEFAULT ((1)) NOT NULL,
    [AvsluttetDato]     DATETIME                    NULL,
    [RegDato]           DATETIME                    CONSTRAINT [DF_Actor_RegDato] DEFAULT (getdate()) NOT NULL,
    [RegAv]             NVARCHAR (50)               CONSTRAINT [DF_Actor_RegAv] DEFAULT (suser_sname()) NOT NULL,
    [EndretDato]        DATETIME                    NULL,
    [ts]                ROWVERSION                  NOT NULL,
    CONSTRAINT [PK_Actor] PRIMARY KEY CLUSTERED ([actno] ASC),
    CONSTRAINT [CK_Actor_Kjønn] CHECK ([Kjønn]='U' OR [Kjønn]='M' OR [Kjønn]='K'),
    CONSTRAINT [CK_Actor_ActorType] CHECK ([ActorType]>=(1) AND [ActorType]<=(3)),
    CONSTRAINT [FK_Actor_Actor] FOREIGN KEY ([OverordnetActor]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Actor_Avdeling] FOREIGN KEY ([AvdelingId]) REFERENCES [dbo].[Avdeling] ([AvdelingId]),
    CONSTRAINT [FK_Actor_Bruker] FOREIGN KEY ([SaksbehandlerId]) REFERENCES [dbo].[Bruker] ([BrukerId]),
    CONSTRAINT [FK_Actor_Kommune] FOREIGN KEY ([Kommunenr]) REFERENCES [dbo].[Kommune] ([Kommunenr]),
    CONSTRAINT [FK_Actor_Land] FOREIGN KEY ([Statsborgerskap]) REFERENCES [dbo].[Land] ([Landkode])
);


GO
CREATE NONCLUSTERED INDEX [IX_Actor_Etternavn]
    ON [dbo].[Actor]([Etternavn] ASC, [Fornavn] ASC)
    INCLUDE([Mobiltlf], [Epost]);


GO
CREATE UNIQUE NONCLUSTERED INDEX [IX_Actor_BrukerNavn]
    ON [dbo].[Actor]([BrukerNavn] ASC) WHERE ([BrukerNavn] IS NOT NULL);


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Personer, bedrifter og offentlige instanser. Alt annet i AdOpus peker hit.', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Actor';


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Løpenummer, unikt pr. installasjon', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Actor', @level2type = N'COLUMN', @level2name = N'actno';


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'1 = person, 2 = bedrift, 3 = offentlig instans', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Actor', @level2type = N'COLUMN', @level2name = N'ActorType';


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Kryptert i rapportbasen, i klartekst her', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Actor', @level2type = N'COLUMN', @level2name = N'Fødselsnummer';


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Særlig kategori av personopplysninger: skal ikke ut av AdOpus', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Actor', @level2type = N'COLUMN', @level2name = N'Døv';


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Særlig kategori av personopplysninger: skal ikke ut av AdOpus', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Actor', @level2type = N'COLUMN', @level2name = N'Fødeland';
