CREATE TABLE [dbo].[Bruker] (
    [BrukerId]        INT                IDENTITY (1, 1) NOT NULL,
    [actno]           INT                NULL,
    [Login]           [sysname]          NOT NULL,
    [AdObjektGuid]    UNIQUEIDENTIFIER   NULL,
    [Initialer]       NVARCHAR (6)       NOT NULL,
    [FulltNavn]       NVARCHAR (160)     NOT NULL,
    [Tittel]          NVARCHAR (80)      NULL,
    [Epost]           [dbo].[Epost]      NULL,
    [Telefon]         [dbo].[Telefon]    NULL,
    [AvdelingId]      INT                NULL,
    [Rolle]           VARCHAR (30)       CONSTRAINT [DF_Bruker_Rolle] DEFAULT ('saksbehandler') NOT NULL,
    [Rettighetsmaske] BIGINT             CONSTRAINT [DF_Bruker_Rettighetsmaske] DEFAULT ((0)) NOT NULL,
    [Administrator]   [dbo].[Flagg]      CONSTRAINT [DF_Bruker_Administrator] DEFAULT ((0)) NOT NULL,
    [Signatur]        VARBINARY (MAX)    NULL,
    [SignaturMime]    VARCHAR (60)       NULL,
    [ArbeidstidFra]   TIME (0)           CONSTRAINT [DF_Bruker_ArbeidstidFra] DEFAULT ('08:00:00') NULL,
    [ArbeidstidTil]   TIME (0)           CONSTRAINT [DF_Bruker_ArbeidstidTil] DEFAULT ('15:30:00') NULL,
    [Tidssone]        VARCHAR (40)       CONSTRAINT [DF_Bruker_Tidssone] DEFAULT ('Central European Standard Time') NOT NULL,
    [Tema]            TINYINT            CONSTRAINT [DF_Bruker_Tema] DEFAULT ((0)) NOT NULL,
    [Innstillinger]   XML                NULL,
    [SistInnlogget]   DATETIMEOFFSET (3) NULL,
    [SperretTil]      DATETIMEOFFSET (3) NULL,
    [User]            AS (lower([Login])),
    [GyldigFra]       DATE               CONSTRAINT [DF_Bruker_GyldigFra] DEFAULT (getdate()) NOT NULL,
    [GyldigTil]       DATE               NULL,
    [RowVer]          ROWVERSION         NOT NULL,
    CONSTRAINT [PK_Bruker] PRIMARY KEY CLUSTERED ([BrukerId] ASC),
    CONSTRAINT [CK_Bruker_Gyldig] CHECK ([GyldigTil] IS NULL OR [GyldigTil]>=[GyldigFra]),
    CONSTRAINT [FK_Bruker_Actor] FOREIGN KEY ([actno]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Bruker_Avdeling] FOREIGN KEY ([AvdelingId]) REFERENCES [dbo].[Avdeling] ([AvdelingId]),
    CONSTRAINT [UQ_Bruker_Login] UNIQUE NONCLUSTERED ([Login] ASC)
);


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Ansatte hos tiltaksarrangøren som logger på AdOpus.', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Bruker';
