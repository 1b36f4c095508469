-- What every_type.jsonl says a server answers to. Written as SSMS scripts tables.
CREATE TYPE [dbo].[Telefon] FROM [nvarchar](11) NOT NULL
GO
CREATE TABLE [dbo].[EveryType](
	[tinyint] [tinyint] NULL,
	[smallint] [smallint] NULL,
	[int] [int] IDENTITY(1,1) NOT NULL,
	[bigint] [bigint] NULL,
	[bit] [bit] NOT NULL,
	[decimal] [decimal](18, 4) NULL,
	[numeric] [numeric](38, 0) NULL,
	[money] [money] NULL,
	[smallmoney] [smallmoney] NULL,
	[float24] [real] NULL,
	[float53] [float] NULL,
	[real] [real] NULL,
	[date] [date] NULL,
	[time0] [time](0) NULL,
	[time7] [time](7) NULL,
	[datetime] [datetime] NULL,
	[smalldatetime] [smalldatetime] NULL,
	[datetime2_3] [datetime2](3) NULL,
	[datetime2_7] [datetime2](7) NULL,
	[datetimeoffset] [datetimeoffset](7) NULL,
	[char] [char](10) NULL,
	[nchar] [nchar](10) NULL,
	[varchar] [varchar](50) NULL,
	[varchar_max] [varchar](max) NULL,
	[nvarchar] [nvarchar](50) NULL,
	[nvarchar_max] [nvarchar](max) NULL,
	[text] [text] NULL,
	[ntext] [ntext] NULL,
	[binary] [binary](16) NULL,
	[varbinary] [varbinary](256) NULL,
	[varbinary_max] [varbinary](max) NULL,
	[image] [image] NULL,
	[uniqueidentifier] [uniqueidentifier] ROWGUIDCOL NOT NULL,
	[rowversion] [timestamp] NOT NULL,
	[xml] [xml] NULL,
	[sql_variant] [sql_variant] NULL,
	[hierarchyid] [hierarchyid] NULL,
	[geography] [geography] NULL,
	[geometry] [geometry] NULL,
	[sysname] [sysname] NOT NULL,
	[alias] [dbo].[Telefon] NOT NULL,
	[json] [json] NULL,
	[vector] [vector](3) NULL,
	[binært] [nvarchar](20) COLLATE Latin1_General_BIN2 NULL,
 CONSTRAINT [PK_EveryType] PRIMARY KEY CLUSTERED 
(
	[int] ASC
)
)
GO
ALTER TABLE [dbo].[EveryType] ADD  CONSTRAINT [DF_EveryType_bit]  DEFAULT ((0)) FOR [bit]
GO
