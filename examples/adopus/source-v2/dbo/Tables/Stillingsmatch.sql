CREATE TABLE [dbo].[Stillingsmatch] (
    [MatchId]           BIGINT                      IDENTITY (1, 1) NOT NULL,
    [actno]             INT                         NOT NULL,
    [StillingUuid]      UNIQUEIDENTIFIER            NOT NULL,
    [StillingTittel]    NVARCHAR (200)              NOT NULL,
    [Arbeidsgiver]      NVARCHAR (120)              NULL,
    [ArbeidsgiverOrgnr] [dbo].[Organisasjonsnummer] NULL,
    [Styrk]             VARCHAR (8)                 NULL,
    [Kommunenr]         NVARCHAR (4)                NULL,
    [Stillings%]        DECIMAL (5, 2)              NULL,
    [Søknadsfrist]      DATE                        NULL,
    [Profilvektor]      VECTOR (768)                NULL,
    [Likhet]            FLOAT (53)                  NULL,
    [Rangering]         SMALLINT                    NULL,
    [Begrunnelse]       JSON                        NULL,
    [Modell]            VARCHAR (60)                NOT NULL,
    [Modellversjon]     VARCHAR (20)                NULL,
    [Beregnet]          DATETIME2 (3)               CONSTRAINT [DF_Stillingsmatch_Beregnet] DEFAULT (sysutcdatetime()) NOT NULL,
    [VistForDeltaker]   BIT                         CONSTRAINT [DF_Stillingsmatch_VistForDeltaker] DEFAULT ((0)) NOT NULL,
    [Tilbakemelding]    SMALLINT                    NULL,
    [Kommentar]         NVARCHAR (1000)             NULL,
    [Søkt]              BIT                         CONSTRAINT [DF_Stillingsmatch_Søkt] DEFAULT ((0)) NOT NULL,
    [SøktDato]          DATE                        NULL,
    [RowVer]            ROWVERSION                  NOT NULL,
    CONSTRAINT [PK_Stillingsmatch] PRIMARY KEY CLUSTERED ([MatchId] ASC),
    CONSTRAINT [FK_Stillingsmatch_Actor] FOREIGN KEY ([actno]) REFERENCES [dbo].[Actor] ([actno]) ON DELETE CASCADE,
    CONSTRAINT [FK_Stillingsmatch_Yrke] FOREIGN KEY ([Styrk]) REFERENCES [dbo].[Yrke] ([Styrk]),
    CONSTRAINT [FK_Stillingsmatch_Kommune] FOREIGN KEY ([Kommunenr]) REFERENCES [dbo].[Kommune] ([Kommunenr])
);


GO
CREATE NONCLUSTERED INDEX [IX_Stillingsmatch_actno]
    ON [dbo].[Stillingsmatch]([actno] ASC, [Rangering] ASC);


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Forslag til stillinger fra matchingtjenesten (SQL Server 2025).', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Stillingsmatch';
