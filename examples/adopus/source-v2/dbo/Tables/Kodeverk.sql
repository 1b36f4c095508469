SET QUOTED_IDENTIFIER ON
GO
CREATE TABLE "dbo"."Kodeverk" (
    "Type"       varchar (20)   NOT NULL,
    "Kode"       varchar (10)   COLLATE Latin1_General_BIN2 NOT NULL,
    "Verdi"      nvarchar (200) NOT NULL,
    "Nynorsk"    nvarchar (200),
    "Kortform"   nvarchar (20)  NULL,
    "Merknad [intern]" nvarchar (400) NULL,
    "Sortering"  smallint       NOT NULL DEFAULT ((0)),
    "Aktiv"      bit            NOT NULL DEFAULT ((1)),
    "Endret"     smalldatetime  NOT NULL DEFAULT (getdate()),
    PRIMARY KEY CLUSTERED ("Type", "Kode"),
    CHECK ("Kode" <> '')
)
GO
EXEC sp_addextendedproperty N'MS_Description', N'Kodelister: Type er listen, Kode er verdien. "Kode" skiller store og små bokstaver.', N'SCHEMA', N'dbo', N'TABLE', N'Kodeverk'
GO
