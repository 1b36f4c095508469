CREATE TABLE [dbo].[ActorActor] (
    [FraActor]     INT            NOT NULL,
    [TilActor]     INT            NOT NULL,
    [RelasjonType] SMALLINT       NOT NULL,
    [Gyldig fra]   DATE           CONSTRAINT [DF_ActorActor_Gyldigfra] DEFAULT (CONVERT([date],getdate())) NOT NULL,
    [Gyldig til]   DATE           NULL,
    [Primær]       BIT            CONSTRAINT [DF_ActorActor_Primær] DEFAULT ((0)) NOT NULL,
    [Merknad]      NVARCHAR (400) NULL,
    [RegDato]      DATETIME       CONSTRAINT [DF_ActorActor_RegDato] DEFAULT (getdate()) NOT NULL,
    [RegAv]        NVARCHAR (50)  NULL,
    [ts]           ROWVERSION     NOT NULL,
    CONSTRAINT [PK_ActorActor] PRIMARY KEY CLUSTERED ([FraActor] ASC, [TilActor] ASC, [RelasjonType] ASC) WITH (FILLFACTOR = 90),
    CONSTRAINT [CK_ActorActor_IkkeSegSelv] CHECK ([FraActor]<>[TilActor]),
    CONSTRAINT [FK_ActorActor_Actor_FraActor] FOREIGN KEY ([FraActor]) REFERENCES [dbo].[Actor] ([actno]),
    CONSTRAINT [FK_ActorActor_Actor_TilActor] FOREIGN KEY ([TilActor]) REFERENCES [dbo].[Actor] ([actno])
);


GO
CREATE NONCLUSTERED INDEX [IX_ActorActor_TilActor]
    ON [dbo].[ActorActor]([TilActor] ASC, [RelasjonType] ASC);


GO
EXECUTE sp_addextendedproperty @name = N'MS_Description', @value = N'Relasjoner mellom aktører: ansatt i, pårørende til, kontaktperson for.', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'ActorActor';
