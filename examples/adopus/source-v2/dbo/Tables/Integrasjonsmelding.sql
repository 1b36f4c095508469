CREATE TABLE [dbo].[Integrasjonsmelding] (
    [MeldingId]    BIGINT             IDENTITY (1, 1) NOT NULL,
    [Korrelasjon]  UNIQUEIDENTIFIER   CONSTRAINT [DF_Integrasjonsmelding_Korrelasjon] DEFAULT (newid()) NOT NULL,
    [Retning]      CHAR (1)           NOT NULL,
    [System]       VARCHAR (20)       NOT NULL,
    [Meldingstype] VARCHAR (60)       NOT NULL,
    [Versjon]      VARCHAR (12)       NULL,
    [actno]        INT                NULL,
    [SoknadId]     INT                NULL,
    [Status]       TINYINT            CONSTRAINT [DF_Integrasjonsmelding_Status] DEFAULT ((0)) NOT NULL,
    [Forsøk]       SMALLINT           CONSTRAINT [DF_Integrasjonsmelding_Forsøk] DEFAULT ((0)) NOT NULL,
    [NesteForsøk]  DATETIMEOFFSET (0) NULL,
    [Mottatt]      DATETIMEOFFSET (7) CONSTRAINT [DF_Integrasjonsmelding_Mottatt] DEFAULT (sysdatetimeoffset()) NOT NULL,
    [Behandlet]    DATETIMEOFFSET (7) NULL,
    [VarighetMs]   INT                NULL,
    [HttpStatus]   SMALLINT           NULL,
    [Endepunkt]    NVARCHAR (400)     NULL,
    [Hode]         NVARCHAR (MAX)     NULL,
    [Melding]      XML                NULL,
    [Kvittering]   XML                NULL,
    [Rådata]       VARBINARY (MAX)    NULL,
    [Feilkode]     VARCHAR (20)       NULL,
    [Feilmelding]  NVARCHAR (MAX)     NULL,
    [Server]       [sysname]          CONSTRAINT [DF_Integrasjonsmelding_Server] DEFAULT (@@servername) NOT NULL,
    [Prosess]      INT                CONSTRAINT [DF_Integrasjonsmelding_Prosess] DEFAULT (@@spid) NOT NULL,
    [RowVer]       ROWVERSION         NOT NULL,
    CONSTRAINT [PK_Integrasjonsmelding] PRIMARY KEY CLUSTERED ([MeldingId] ASC),
    CONSTRAINT [CK_Integrasjonsmelding_Retning] CHECK ([Retning]='I' OR [Retning]='U'),
    CONSTRAINT [FK_Integrasjonsmelding_Actor] FOREIGN KEY ([actno]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Integrasjonsmelding_Soknad] FOREIGN KEY ([SoknadId]) REFERENCES [dbo].[Soknad] ([SoknadId])
);


GO
CREATE NONCLUSTERED INDEX [IX_Integrasjonsmelding_Kø]
    ON [dbo].[Integrasjonsmelding]([System] ASC, [NesteForsøk] ASC) WHERE ([Status]<(2));


GO
CREATE NONCLUSTERED INDEX [IX_Integrasjonsmelding_Korrelasjon]
    ON [dbo].[Integrasjonsmelding]([Korrelasjon] ASC);
