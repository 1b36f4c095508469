CREATE TABLE [dbo].[Endringslogg] (
    [LoggId]      BIGINT          IDENTITY (-9223372036854775808, 1) NOT NULL,
    [Tid]         DATETIME2 (7)   CONSTRAINT [DF_Endringslogg_Tid] DEFAULT (sysutcdatetime()) NOT NULL,
    [Skjema]      [sysname]       CONSTRAINT [DF_Endringslogg_Skjema] DEFAULT (N'dbo') NOT NULL,
    [Tabell]      [sysname]       NOT NULL,
    [Kolonne]     [sysname]       NULL,
    [Nøkkel]      NVARCHAR (450)  NOT NULL,
    [Operasjon]   CHAR (1)        NOT NULL,
    [Gammel]      SQL_VARIANT     NULL,
    [Ny]          SQL_VARIANT     NULL,
    [GammelTekst] NVARCHAR (MAX)  NULL,
    [NyTekst]     NVARCHAR (MAX)  NULL,
    [Bruker]      NVARCHAR (128)  CONSTRAINT [DF_Endringslogg_Bruker] DEFAULT (original_login()) NOT NULL,
    [Maskin]      NVARCHAR (128)  CONSTRAINT [DF_Endringslogg_Maskin] DEFAULT (host_name()) NULL,
    [Program]     NVARCHAR (128)  CONSTRAINT [DF_Endringslogg_Program] DEFAULT (app_name()) NULL,
    [Kontekst]    VARBINARY (128) NULL,
    [Transaksjon] BIGINT          CONSTRAINT [DF_Endringslogg_Transaksjon] DEFAULT (current_transaction_id()) NULL,
    [Nivå]        TINYINT         CONSTRAINT [DF_Endringslogg_Nivå] DEFAULT (trigger_nestlevel()) NOT NULL,
    CONSTRAINT [PK_Endringslogg] PRIMARY KEY CLUSTERED ([LoggId] ASC),
    CONSTRAINT [CK_Endringslogg_Operasjon] CHECK ([Operasjon]='D' OR [Operasjon]='U' OR [Operasjon]='I')
);


GO
CREATE NONCLUSTERED INDEX [IX_Endringslogg_Tabell]
    ON [dbo].[Endringslogg]([Tabell] ASC, [Nøkkel] ASC);
