CREATE TABLE [dbo].[Fraværsårsak] (
    [ÅrsakId]             SMALLINT      NOT NULL,
    [Navn]                NVARCHAR (60) NOT NULL,
    [NavKode]             VARCHAR (4)   NULL,
    [Gyldig fravær]       BIT           CONSTRAINT [DF_Fraværsårsak_Gyldigfravær] DEFAULT ((1)) NOT NULL,
    [KreverDokumentasjon] BIT           CONSTRAINT [DF_Fraværsårsak_KreverDokumentasjon] DEFAULT ((0)) NOT NULL,
    [TrekkesIYtelse]      BIT           CONSTRAINT [DF_Fraværsårsak_TrekkesIYtelse] DEFAULT ((0)) NOT NULL,
    [Farge]               BINARY (3)    NULL,
    [Sortering]           TINYINT       CONSTRAINT [DF_Fraværsårsak_Sortering] DEFAULT ((0)) NOT NULL,
    [Aktiv]               BIT           CONSTRAINT [DF_Fraværsårsak_Aktiv] DEFAULT ((1)) NOT NULL,
    CONSTRAINT [PK_Fraværsårsak] PRIMARY KEY CLUSTERED ([ÅrsakId] ASC),
    CONSTRAINT [UQ_Fraværsårsak_Navn] UNIQUE NONCLUSTERED ([Navn] ASC)
);
