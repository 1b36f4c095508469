/*
    Logg fra nattlig import (NAV, Visma, Altinn). Bare INSERT: ingen nøkkel, med vilje.
    /* Erstattet CREATE TABLE dbo.Importjobb (JobbId int) i versjon 7.4. */
*/
CREATE TABLE dbo.ImportLogg
(
    Tidspunkt    datetime2                      NOT NULL,   -- (7) når presisjon ikke er oppgitt
    Jobb         sysname                        NOT NULL,
    Kilde        varchar(20)                    NOT NULL,
    Filnavn      nvarchar(260),
    Linje        int,
    Nivå         char                           NOT NULL,   -- I, W eller E
    actno        int                            NULL,
    Antall       decimal                        NULL,
    Sekunder     float                          NULL,
    Andel        float(24)                      NULL,
    Feilet       dbo.Flagg,                                 -- NOT NULL, fra typen
    Pnr          dbo.Personnummer               NULL,
    Melding      nvarchar(max)                  NOT NULL,
    Detaljer     xml                            NULL,
    Rad          varbinary(8000)                NULL,
    Maskin       varchar(64) COLLATE Latin1_General_100_CI_AS_SC_UTF8 NOT NULL
)
GO
ALTER TABLE dbo.ImportLogg ADD
    CONSTRAINT DF_ImportLogg_Tidspunkt DEFAULT (sysdatetime()) FOR Tidspunkt,
    CONSTRAINT DF_ImportLogg_Nivå DEFAULT ('I') FOR Nivå,
    CONSTRAINT DF_ImportLogg_Feilet DEFAULT (0) FOR Feilet,
    CONSTRAINT DF_ImportLogg_Maskin DEFAULT (host_name()) FOR Maskin
GO
ALTER TABLE dbo.ImportLogg WITH CHECK ADD CONSTRAINT CK_ImportLogg_Nivå CHECK (Nivå IN ('I', 'W', 'E'))
GO
CREATE CLUSTERED INDEX CIX_ImportLogg_Tidspunkt ON dbo.ImportLogg (Tidspunkt)
GO
