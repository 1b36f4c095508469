/****** Object:  Table [dbo].[Kurs Deltaker]    Script Date: 14.03.2019 09:41:27 ******/
SET ANSI_NULLS ON
GO
SET QUOTED_IDENTIFIER ON
GO
CREATE TABLE [dbo].[Kurs Deltaker](
	[Kurs Id] [int] NOT NULL,
	[actno] [int] NOT NULL,
	[Påmeldt dato] [datetime] NOT NULL,
	[Påmeldt av] [nvarchar](50) NULL,
	[Status] [tinyint] NOT NULL,
	[Venteliste nr] [smallint] NULL,
	[Betaler] [int] NULL,
	[Pris] [dbo].[Belop] NOT NULL,
	[Rabatt %] [dbo].[Prosent] NULL,
	[Fakturert] [bit] NOT NULL,
	[Oppmøte %] [decimal](5, 2) NULL,
	[Antall dager] [smallint] NULL,
	[Bestått] [bit] NULL,
	[Karakter] [nchar](1) NULL,
	[Eksamensdato] [smalldatetime] NULL,
	[Sertifikatnr] [varchar](30) NULL,
	[Sertifikat sendt] [smalldatetime] NULL,
	[Evaluering] [ntext] NULL,
	[Allergier] [nvarchar](200) NULL,
	[ts] [timestamp] NOT NULL,
 CONSTRAINT [PK_KursDeltaker] PRIMARY KEY CLUSTERED 
(
	[Kurs Id] ASC,
	[actno] ASC
)WITH (PAD_INDEX = OFF, STATISTICS_NORECOMPUTE = OFF, IGNORE_DUP_KEY = OFF, ALLOW_ROW_LOCKS = ON, ALLOW_PAGE_LOCKS = ON, FILLFACTOR = 90) ON [PRIMARY]
) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]
GO
ALTER TABLE [dbo].[Kurs Deltaker] ADD  CONSTRAINT [DF_KursDeltaker_Påmeldtdato]  DEFAULT (getdate()) FOR [Påmeldt dato]
GO
ALTER TABLE [dbo].[Kurs Deltaker] ADD  CONSTRAINT [DF_KursDeltaker_Status]  DEFAULT ((0)) FOR [Status]
GO
ALTER TABLE [dbo].[Kurs Deltaker] ADD  CONSTRAINT [DF_KursDeltaker_Fakturert]  DEFAULT ((0)) FOR [Fakturert]
GO
ALTER TABLE [dbo].[Kurs Deltaker]  WITH CHECK ADD  CONSTRAINT [FK_KursDeltaker_Kurs] FOREIGN KEY([Kurs Id])
REFERENCES [dbo].[Kurs] ([Kurs Id])
ON DELETE CASCADE
GO
ALTER TABLE [dbo].[Kurs Deltaker] CHECK CONSTRAINT [FK_KursDeltaker_Kurs]
GO
ALTER TABLE [dbo].[Kurs Deltaker]  WITH CHECK ADD  CONSTRAINT [FK_KursDeltaker_Actor_actno] FOREIGN KEY([actno])
REFERENCES [dbo].[Actor] ([actno])
GO
ALTER TABLE [dbo].[Kurs Deltaker] CHECK CONSTRAINT [FK_KursDeltaker_Actor_actno]
GO
ALTER TABLE [dbo].[Kurs Deltaker]  WITH CHECK ADD  CONSTRAINT [FK_KursDeltaker_Actor_Betaler] FOREIGN KEY([Betaler])
REFERENCES [dbo].[Actor] ([actno])
GO
ALTER TABLE [dbo].[Kurs Deltaker] CHECK CONSTRAINT [FK_KursDeltaker_Actor_Betaler]
GO
