CREATE TABLE [dbo].[SoknadVedlegg] (
    [SoknadId]      INT                NOT NULL,
    [Nr]            TINYINT            NOT NULL,
    [Filnavn]       NVARCHAR (260)     NOT NULL,
    [MimeType]      VARCHAR (100)      NOT NULL,
    [Størrelse]     BIGINT             NOT NULL,
    [Sjekksum]      BINARY (32)        NULL,
    [Innhold]       VARBINARY (MAX)    NULL,
    [Tekst]         NVARCHAR (MAX)     NULL,
    [Virusskannet]  DATETIME2 (0)      NULL,
    [Virusresultat] TINYINT            NULL,
    [LastetOppAv]   [dbo].[BrukerNavn] NULL,
    [LastetOpp]     DATETIMEOFFSET (3) CONSTRAINT [DF_SoknadVedlegg_LastetOpp] DEFAULT (sysdatetimeoffset()) NOT NULL,
    [Slettet]       BIT                CONSTRAINT [DF_SoknadVedlegg_Slettet] DEFAULT ((0)) NOT NULL,
    [RowVer]        ROWVERSION         NOT NULL,
    CONSTRAINT [PK_SoknadVedlegg] PRIMARY KEY CLUSTERED ([SoknadId] ASC, [Nr] ASC),
    CONSTRAINT [FK_SoknadVedlegg_Soknad] FOREIGN KEY ([SoknadId]) REFERENCES [dbo].[Soknad] ([SoknadId]) ON DELETE CASCADE
);
