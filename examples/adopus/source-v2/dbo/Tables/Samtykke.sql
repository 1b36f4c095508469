CREATE TABLE [dbo].[Samtykke] (
    [SamtykkeId]      UNIQUEIDENTIFIER   CONSTRAINT [DF_Samtykke_SamtykkeId] DEFAULT (newsequentialid()) NOT NULL,
    [actno]           INT                NOT NULL,
    [Formål]          VARCHAR (40)       NOT NULL,
    [Tekstversjon]    SMALLINT           CONSTRAINT [DF_Samtykke_Tekstversjon] DEFAULT ((1)) NOT NULL,
    [Gitt]            DATETIMEOFFSET (7) NOT NULL,
    [GittVia]         VARCHAR (20)       NOT NULL,
    [IpAdresse]       VARCHAR (45)       NULL,
    [BankIdReferanse] NVARCHAR (100)     NULL,
    [GyldigTil]       DATE               NULL,
    [Trukket]         DATETIMEOFFSET (7) NULL,
    [TrukketAv]       INT                NULL,
    [Omfang]          XML                NULL,
    [DataAnsvarlig]   NVARCHAR (60)      NULL,
    [Dataansvarlig]   INT                NULL,
    [Databehandler]   INT                NULL,
    [DokumentId]      INT                NULL,
    [Bevis]           VARBINARY (MAX)    NULL,
    [Opprettet]       DATETIME2 (3)      CONSTRAINT [DF_Samtykke_Opprettet] DEFAULT (sysutcdatetime()) NOT NULL,
    [RowVer]          ROWVERSION         NOT NULL,
    CONSTRAINT [PK_Samtykke] PRIMARY KEY CLUSTERED ([SamtykkeId] ASC),
    CONSTRAINT [FK_Samtykke_Actor_actno] FOREIGN KEY ([actno]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Samtykke_Actor_Dataansvarlig] FOREIGN KEY ([Dataansvarlig]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Samtykke_Actor_Databehandler] FOREIGN KEY ([Databehandler]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_Samtykke_Dokument] FOREIGN KEY ([DokumentId]) REFERENCES [dbo].[Dokument] ([DokumentId])
);


GO
CREATE NONCLUSTERED INDEX [IX_Samtykke_actno]
    ON [dbo].[Samtykke]([actno] ASC, [Formål] ASC);


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Samtykker etter personopplysningsloven.', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Samtykke';


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Gammelt fritekstfelt, beholdt for historikk', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Samtykke', @level2type = N'COLUMN', @level2name = N'DataAnsvarlig';


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Aktøren som er behandlingsansvarlig etter GDPR', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Samtykke', @level2type = N'COLUMN', @level2name = N'Dataansvarlig';
