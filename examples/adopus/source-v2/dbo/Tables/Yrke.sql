CREATE TABLE [dbo].[Yrke] (
    [Styrk]          VARCHAR (8)      NOT NULL,
    [Tittel]         NVARCHAR (120)   NOT NULL,
    [Tittel nynorsk] NVARCHAR (120)   NULL,
    [Overordnet]     VARCHAR (8)      NULL,
    [Nivå]           TINYINT          NOT NULL,
    [Esco]           UNIQUEIDENTIFIER NULL,
    [Alternative]    NVARCHAR (1000)  NULL,
    [Regulert]       BIT              CONSTRAINT [DF_Yrke_Regulert] DEFAULT ((0)) NOT NULL,
    [Sortering]      INT              CONSTRAINT [DF_Yrke_Sortering] DEFAULT ((0)) NOT NULL,
    [GyldigFra]      DATE             NULL,
    [GyldigTil]      DATE             NULL,
    CONSTRAINT [PK_Yrke] PRIMARY KEY CLUSTERED ([Styrk] ASC),
    CONSTRAINT [FK_Yrke_Yrke] FOREIGN KEY ([Overordnet]) REFERENCES [dbo].[Yrke] ([Styrk])
);
