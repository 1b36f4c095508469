CREATE TABLE [dbo].[Systemparameter] (
    [Parameter]     [sysname]          NOT NULL,
    [Modul]         VARCHAR (30)       CONSTRAINT [DF_Systemparameter_Modul] DEFAULT ('felles') NOT NULL,
    [Verdi]         SQL_VARIANT        NULL,
    [Standardverdi] SQL_VARIANT        NULL,
    [Datatype]      [sysname]          NOT NULL,
    [Beskrivelse]   NVARCHAR (400)     NULL,
    [MinVerdi]      FLOAT (53)         NULL,
    [MaksVerdi]     FLOAT (53)         NULL,
    [Kundestyrt]    BIT                CONSTRAINT [DF_Systemparameter_Kundestyrt] DEFAULT ((0)) NOT NULL,
    [Endret]        DATETIME2 (0)      NULL,
    [EndretAv]      [dbo].[BrukerNavn] NULL,
    [RowVer]        ROWVERSION         NOT NULL,
    CONSTRAINT [PK_Systemparameter] PRIMARY KEY CLUSTERED ([Modul] ASC, [Parameter] ASC)
);
