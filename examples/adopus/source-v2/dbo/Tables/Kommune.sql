CREATE TABLE [dbo].[Kommune] (
    [Kommunenr]    NVARCHAR (4)     NOT NULL,
    [Navn]         NVARCHAR (60)    NOT NULL,
    [SamiskNavn]   NVARCHAR (60)    NULL,
    [Fylkesnr]     CHAR (2)         NOT NULL,
    [Fylke]        NVARCHAR (40)    NOT NULL,
    [Innbyggere]   INT              NULL,
    [Areal km²]    NUMERIC (38, 10) NULL,
    [Grense]       [sys].[geometry] NULL,
    [GyldigFra]    DATE             CONSTRAINT [DF_Kommune_GyldigFra] DEFAULT ('2024-01-01') NOT NULL,
    [GyldigTil]    DATE             NULL,
    [Erstattes av] NVARCHAR (4)     NULL,
    CONSTRAINT [PK_Kommune] PRIMARY KEY CLUSTERED ([Kommunenr] ASC),
    CONSTRAINT [CK_Kommune_Kommunenr] CHECK ([Kommunenr] LIKE N'[0-9][0-9][0-9][0-9]'),
    CONSTRAINT [FK_Kommune_Kommune] FOREIGN KEY ([Erstattes av]) REFERENCES [dbo].[Kommune] ([Kommunenr])
);


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'EUREF89 UTM33 (SRID 25833), forenklet fra Kartverket', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Kommune', @level2type = N'COLUMN', @level2name = N'Grense';
