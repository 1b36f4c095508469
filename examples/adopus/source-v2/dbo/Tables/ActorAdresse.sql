CREATE TABLE [dbo].[ActorAdresse] (
    [AdresseId]      INT                IDENTITY (1, 1) NOT NULL,
    [actno]          INT                NOT NULL,
    [AdresseType]    CHAR (1)           CONSTRAINT [DF_ActorAdresse_AdresseType] DEFAULT ('B') NOT NULL,
    [Gateadresse]    NVARCHAR (120)     NULL,
    [c/o]            NVARCHAR (80)      NULL,
    [Postnr]         NCHAR (4)          NULL,
    [Poststed]       NVARCHAR (40)      NULL,
    [Kommunenr]      NVARCHAR (4)       NULL,
    [Landkode]       VARCHAR (2)        CONSTRAINT [DF_ActorAdresse_Landkode] DEFAULT ('NO') NOT NULL,
    [Posisjon]       [sys].[geography]  NULL,
    [GeokodetMed]    VARCHAR (30)       NULL,
    [GeokodetTid]    DATETIMEOFFSET (0) NULL,
    [Treffsikkerhet] FLOAT (24)         NULL,
    [GyldigFra]      DATE               NOT NULL,
    [GyldigTil]      DATE               NULL,
    [Hemmelig]       [dbo].[Flagg]      NOT NULL,
    [RegDato]        DATETIME           CONSTRAINT [DF_ActorAdresse_RegDato] DEFAULT (getdate()) NOT NULL,
    [ts]             ROWVERSION         NOT NULL,
    CONSTRAINT [PK_ActorAdresse] PRIMARY KEY CLUSTERED ([AdresseId] ASC),
    CONSTRAINT [CK_ActorAdresse_Type] CHECK ([AdresseType]='B' OR [AdresseType]='P' OR [AdresseType]='F'),
    CONSTRAINT [FK_ActorAdresse_Actor] FOREIGN KEY ([actno]) REFERENCES [dbo].[Actor] ([actno]) ON DELETE CASCADE,
    CONSTRAINT [FK_ActorAdresse_Kommune] FOREIGN KEY ([Kommunenr]) REFERENCES [dbo].[Kommune] ([Kommunenr]),
    CONSTRAINT [FK_ActorAdresse_Land] FOREIGN KEY ([Landkode]) REFERENCES [dbo].[Land] ([Landkode])
);


GO
CREATE NONCLUSTERED INDEX [IX_ActorAdresse_actno]
    ON [dbo].[ActorAdresse]([actno] ASC, [AdresseType] ASC);


GO
CREATE SPATIAL INDEX [SIX_ActorAdresse_Posisjon]
    ON [dbo].[ActorAdresse] ([Posisjon])
    USING GEOGRAPHY_AUTO_GRID;


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'WGS 84 (SRID 4326)', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'ActorAdresse', @level2type = N'COLUMN', @level2name = N'Posisjon';
