/****** Object:  Table [dbo].[Journal]    Script Date: 14.03.2019 09:41:27 ******/
SET ANSI_NULLS ON
GO
SET QUOTED_IDENTIFIER ON
GO
CREATE TABLE [dbo].[Journal](
	[JournalId] [int] IDENTITY(1,1) NOT FOR REPLICATION NOT NULL,
	[actno] [int] NOT NULL,
	[TiltakId] [int] NULL,
	[Dato] [datetime] NOT NULL,
	[Type] [varchar](20) NOT NULL,
	[Overskrift] [nvarchar](200) NOT NULL,
	[Tekst] [ntext] NULL,
	[TekstRtf] [text] NULL,
	[Intern] [bit] NOT NULL,
	[Skjermet] [bit] NOT NULL,
	[Skjermingshjemmel] [nvarchar](100) NULL,
	[Deltaker til stede] [bit] NULL,
	[Kanal] [tinyint] NULL,
	[VarighetMin] [smallint] NULL,
	[NesteKontakt] [smalldatetime] NULL,
	[Tiltakspunkt] [nvarchar](400) NULL,
	[Frist] [smalldatetime] NULL,
	[Utført] [bit] NULL,
	[Skrevet av] [int] NOT NULL,
	[Signert] [bit] NOT NULL,
	[SignertTid] [datetime] NULL,
	[SignertHash] [varbinary](32) NULL,
	[SvarPå] [int] NULL,
	[DokumentId] [int] NULL,
	[Group] [varchar](20) NULL,
	[Slettet] [bit] NOT NULL,
	[SlettetAv] [int] NULL,
	[SlettetDato] [datetime] NULL,
	[RegDato] [datetime] NOT NULL,
	[ts] [timestamp] NOT NULL,
 CONSTRAINT [PK_Journal] PRIMARY KEY CLUSTERED 
(
	[JournalId] ASC
)WITH (PAD_INDEX = OFF, STATISTICS_NORECOMPUTE = OFF, IGNORE_DUP_KEY = OFF, ALLOW_ROW_LOCKS = ON, ALLOW_PAGE_LOCKS = ON, FILLFACTOR = 90) ON [PRIMARY]
) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]
GO
ALTER TABLE [dbo].[Journal] ADD  CONSTRAINT [DF_Journal_Dato]  DEFAULT (getdate()) FOR [Dato]
GO
ALTER TABLE [dbo].[Journal] ADD  CONSTRAINT [DF_Journal_Intern]  DEFAULT ((0)) FOR [Intern]
GO
ALTER TABLE [dbo].[Journal] ADD  CONSTRAINT [DF_Journal_Skjermet]  DEFAULT ((0)) FOR [Skjermet]
GO
ALTER TABLE [dbo].[Journal] ADD  CONSTRAINT [DF_Journal_Signert]  DEFAULT ((0)) FOR [Signert]
GO
ALTER TABLE [dbo].[Journal] ADD  CONSTRAINT [DF_Journal_Slettet]  DEFAULT ((0)) FOR [Slettet]
GO
ALTER TABLE [dbo].[Journal] ADD  CONSTRAINT [DF_Journal_RegDato]  DEFAULT (getdate()) FOR [RegDato]
GO
ALTER TABLE [dbo].[Journal]  WITH CHECK ADD  CONSTRAINT [FK_Journal_Actor] FOREIGN KEY([actno])
REFERENCES [dbo].[Actor] ([actno])
GO
ALTER TABLE [dbo].[Journal] CHECK CONSTRAINT [FK_Journal_Actor]
GO
ALTER TABLE [dbo].[Journal]  WITH CHECK ADD  CONSTRAINT [FK_Journal_Tiltak] FOREIGN KEY([TiltakId])
REFERENCES [dbo].[Tiltak] ([TiltakId])
GO
ALTER TABLE [dbo].[Journal] CHECK CONSTRAINT [FK_Journal_Tiltak]
GO
ALTER TABLE [dbo].[Journal]  WITH CHECK ADD  CONSTRAINT [FK_Journal_Bruker] FOREIGN KEY([Skrevet av])
REFERENCES [dbo].[Bruker] ([BrukerId])
GO
ALTER TABLE [dbo].[Journal] CHECK CONSTRAINT [FK_Journal_Bruker]
GO
ALTER TABLE [dbo].[Journal]  WITH CHECK ADD  CONSTRAINT [FK_Journal_Journal] FOREIGN KEY([SvarPå])
REFERENCES [dbo].[Journal] ([JournalId])
GO
ALTER TABLE [dbo].[Journal] CHECK CONSTRAINT [FK_Journal_Journal]
GO
ALTER TABLE [dbo].[Journal]  WITH CHECK ADD  CONSTRAINT [FK_Journal_Dokument] FOREIGN KEY([DokumentId])
REFERENCES [dbo].[Dokument] ([DokumentId])
GO
ALTER TABLE [dbo].[Journal] CHECK CONSTRAINT [FK_Journal_Dokument]
GO
CREATE NONCLUSTERED INDEX [IX_Journal_actno_Dato] ON [dbo].[Journal]
(
	[actno] ASC,
	[Dato] ASC
)WITH (SORT_IN_TEMPDB = OFF, DROP_EXISTING = OFF, ONLINE = OFF) ON [PRIMARY]
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description' , @value=N'Løpende journal for deltakeren. Skal aldri overskrives, bare markeres slettet.' , @level0type=N'SCHEMA' , @level0name=N'dbo' , @level1type=N'TABLE' , @level1name=N'Journal'
GO
