CREATE TABLE [dbo].[Sats] (
    [SatsId]      INT             NOT NULL,
    [Satskode]    VARCHAR (20)    NOT NULL,
    [Beskrivelse] NVARCHAR (200)  NOT NULL,
    [Verdi]       NUMERIC (19, 6) NOT NULL,
    [Beløp [kr]]] [dbo].[Belop]   NULL,
    [Enhet]       NVARCHAR (12)   NOT NULL,
    [Hjemmel]     NVARCHAR (200)  NULL,
    [GjelderFra]  DATE            NOT NULL,
    [GjelderTil]  DATE            NULL,
    [Kilde]       NVARCHAR (400)  NULL,
    [EndretAv]    NVARCHAR (50)   CONSTRAINT [DF_Sats_EndretAv] DEFAULT (suser_sname()) NOT NULL,
    [SysFra]      DATETIME2 (7)   GENERATED ALWAYS AS ROW START HIDDEN NOT NULL,
    [SysTil]      DATETIME2 (7)   GENERATED ALWAYS AS ROW END HIDDEN NOT NULL,
    CONSTRAINT [PK_Sats] PRIMARY KEY CLUSTERED ([SatsId] ASC),
    CONSTRAINT [UQ_Sats_Kode_Fra] UNIQUE NONCLUSTERED ([Satskode] ASC, [GjelderFra] ASC),
    PERIOD FOR SYSTEM_TIME ([SysFra], [SysTil])
) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE=[dbo].[SatsHistorikk], DATA_CONSISTENCY_CHECK=ON));


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Satser for ytelser, reise og timepris. Temporal: historikken ligger i SatsHistorikk.', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Sats';
