CREATE TABLE [dbo].[Avdeling] (
    [AvdelingId]   INT                         IDENTITY (1, 1) NOT NULL,
    [Plassering]   [sys].[hierarchyid]         NULL,
    [Nivå]         AS ([Plassering].[GetLevel]()) PERSISTED,
    [Navn]         NVARCHAR (80)               NOT NULL,
    [Kortnavn]     NVARCHAR (12)               NULL,
    [Leder]        INT                         NULL,
    [Kostnadssted] VARCHAR (12)                NULL,
    [Org.nr]       [dbo].[Organisasjonsnummer] NULL,
    [Gateadresse]  NVARCHAR (120)              NULL,
    [Postnr]       NCHAR (4)                   NULL,
    [Poststed]     NVARCHAR (40)               NULL,
    [Kommunenr]    NVARCHAR (4)                NULL,
    [Telefon]      [dbo].[Telefon]             NULL,
    [Epost]        [dbo].[Epost]               NULL,
    [Åpner]        TIME (0)                    NULL,
    [Stenger]      TIME (0)                    NULL,
    [Kapasitet]    SMALLINT                    NULL,
    [Arealbruk m²] DECIMAL (9, 1)              NULL,
    [Omriss]       [sys].[geometry]            NULL,
    [Logo]         IMAGE                       NULL,
    [Nedlagt]      DATE                        NULL,
    [RowVer]       TIMESTAMP                   NOT NULL,
    CONSTRAINT [PK_Avdeling] PRIMARY KEY CLUSTERED ([AvdelingId] ASC),
    CONSTRAINT [FK_Avdeling_Kommune] FOREIGN KEY ([Kommunenr]) REFERENCES [dbo].[Kommune] ([Kommunenr]),
    CONSTRAINT [UQ_Avdeling_Navn] UNIQUE NONCLUSTERED ([Navn] ASC)
);


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Plass i organisasjonskartet', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Avdeling', @level2type = N'COLUMN', @level2name = N'Plassering';


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Lokalt koordinatsystem, tegnet i AdOpus Romplan', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Avdeling', @level2type = N'COLUMN', @level2name = N'Omriss';
