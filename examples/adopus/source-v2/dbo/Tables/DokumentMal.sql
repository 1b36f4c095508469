/****** Object:  Table [dbo].[DokumentMal]    Script Date: 14.03.2019 09:41:27 ******/
SET ANSI_NULLS ON
GO
SET QUOTED_IDENTIFIER ON
GO
CREATE TABLE [dbo].[DokumentMal](
	[MalId] [int] IDENTITY(1,1) NOT NULL,
	[Navn] [nvarchar](100) NOT NULL,
	[Gruppe] [varchar](20) NULL,
	[Tekst] [ntext] NULL,
	[Topptekst] [text] NULL,
	[Bunntekst] [text] NULL,
	[Logo] [image] NULL,
	[Flettefelt] [xml] NULL,
	[Orientering] [char](1) NOT NULL,
	[Marg mm] [tinyint] NOT NULL,
	[Skriftstørrelse] [real] NOT NULL,
	[Versjon] [smallint] NOT NULL,
	[Godkjent av] [nvarchar](50) NULL,
	[Godkjent dato] [smalldatetime] NULL,
	[Utgått] [bit] NOT NULL,
	[ts] [timestamp] NOT NULL,
 CONSTRAINT [PK_DokumentMal] PRIMARY KEY CLUSTERED 
(
	[MalId] ASC
)WITH (PAD_INDEX = OFF, STATISTICS_NORECOMPUTE = OFF, IGNORE_DUP_KEY = OFF, ALLOW_ROW_LOCKS = ON, ALLOW_PAGE_LOCKS = ON, FILLFACTOR = 90) ON [PRIMARY],
 CONSTRAINT [UQ_DokumentMal_Navn] UNIQUE NONCLUSTERED 
(
	[Navn] ASC
)WITH (PAD_INDEX = OFF, STATISTICS_NORECOMPUTE = OFF, IGNORE_DUP_KEY = OFF, ALLOW_ROW_LOCKS = ON, ALLOW_PAGE_LOCKS = ON, FILLFACTOR = 90) ON [PRIMARY]
) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]
GO
ALTER TABLE [dbo].[DokumentMal] ADD  CONSTRAINT [DF_DokumentMal_Orientering]  DEFAULT ('P') FOR [Orientering]
GO
ALTER TABLE [dbo].[DokumentMal] ADD  CONSTRAINT [DF_DokumentMal_Margmm]  DEFAULT ((25)) FOR [Marg mm]
GO
ALTER TABLE [dbo].[DokumentMal] ADD  CONSTRAINT [DF_DokumentMal_Skriftstørrelse]  DEFAULT ((11)) FOR [Skriftstørrelse]
GO
ALTER TABLE [dbo].[DokumentMal] ADD  CONSTRAINT [DF_DokumentMal_Versjon]  DEFAULT ((1)) FOR [Versjon]
GO
ALTER TABLE [dbo].[DokumentMal] ADD  CONSTRAINT [DF_DokumentMal_Utgått]  DEFAULT ((0)) FOR [Utgått]
GO
