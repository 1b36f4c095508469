-- What features.jsonl says a server answers to. Written as SSMS scripts tables.
CREATE SCHEMA [salg]
GO
CREATE TABLE [dbo].[Fraværsårsak](
	[Kode] [nvarchar](10) NOT NULL,
	[Tekst [no]]] [nvarchar](200) NULL,
 CONSTRAINT [PK_Fraværsårsak] PRIMARY KEY NONCLUSTERED 
(
	[Kode] ASC
)
)
GO
CREATE TABLE [salg].[Ordre](
	[År] [smallint] NOT NULL,
	[Nr] [int] NOT NULL,
	[Kunde] [nvarchar](50) NOT NULL,
	[Beløp] [decimal](18, 2) NOT NULL,
	[Mva] [decimal](18, 2) SPARSE  NULL,
	[Referanse] [varchar](20) NULL,
	[ÅrsakKode] [nvarchar](10) NULL,
	[Forrige År] [smallint] NULL,
	[Forrige Nr] [int] NULL,
	[Hash]  AS (CONVERT([varbinary](32),hashbytes('SHA2_256',[Kunde]))) PERSISTED,
PRIMARY KEY CLUSTERED 
(
	[År] ASC,
	[Nr] DESC
),
 CONSTRAINT [UQ_Ordre_Referanse_Kunde] UNIQUE NONCLUSTERED 
(
	[Referanse] ASC,
	[Kunde] ASC
)
)
GO
CREATE UNIQUE NONCLUSTERED INDEX [UX_Ordre_Referanse] ON [salg].[Ordre]
(
	[Referanse] ASC
)
INCLUDE([Beløp])
WHERE ([Referanse] IS NOT NULL)
GO
CREATE NONCLUSTERED INDEX [IX_Ordre_Kunde] ON [salg].[Ordre]
(
	[Kunde] ASC
)
GO
ALTER TABLE [salg].[Ordre]  WITH CHECK ADD  CONSTRAINT [FK_Ordre_Årsak] FOREIGN KEY([ÅrsakKode])
REFERENCES [dbo].[Fraværsårsak] ([Kode])
GO
ALTER TABLE [salg].[Ordre]  WITH CHECK ADD FOREIGN KEY([Forrige År], [Forrige Nr])
REFERENCES [salg].[Ordre] ([År], [Nr])
GO
CREATE TABLE [dbo].[PrisHistorikk](
	[VareId] [int] NOT NULL,
	[Pris] [money] NOT NULL,
	[Fra] [datetime2](7) NOT NULL,
	[Til] [datetime2](7) NOT NULL
)
GO
CREATE TABLE [dbo].[Pris](
	[VareId] [int] NOT NULL,
	[Pris] [money] NOT NULL,
	[Fra] [datetime2](7) GENERATED ALWAYS AS ROW START HIDDEN NOT NULL,
	[Til] [datetime2](7) GENERATED ALWAYS AS ROW END HIDDEN NOT NULL,
 CONSTRAINT [PK_Pris] PRIMARY KEY CLUSTERED 
(
	[VareId] ASC
),
	PERIOD FOR SYSTEM_TIME ([Fra], [Til])
)
WITH
(
SYSTEM_VERSIONING = ON (HISTORY_TABLE = [dbo].[PrisHistorikk])
)
GO
CREATE TABLE [dbo].[Økt]
(
	[Id] [uniqueidentifier] NOT NULL,
	[Data] [varbinary](max) NULL,
 CONSTRAINT [PK_Økt] PRIMARY KEY NONCLUSTERED 
(
	[Id] ASC
)
)WITH ( MEMORY_OPTIMIZED = ON , DURABILITY = SCHEMA_ONLY )
GO
CREATE TABLE [dbo].[Måling](
	[Tid] [datetime2](3) NOT NULL,
	[Verdi] [float] NULL
)
GO
CREATE CLUSTERED COLUMNSTORE INDEX [CCI_Måling] ON [dbo].[Måling] WITH (DROP_EXISTING = OFF)
GO
CREATE TABLE [dbo].[Skjema](
	[Id] [int] NOT NULL,
	[A] [nvarchar](20) SPARSE  NULL,
	[Alt] [xml] COLUMN_SET FOR ALL_SPARSE_COLUMNS  NULL,
 CONSTRAINT [PK_Skjema] PRIMARY KEY CLUSTERED 
(
	[Id] ASC
)
)
GO
