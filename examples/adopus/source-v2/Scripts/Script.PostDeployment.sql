/*
 Post-Deployment Script: kjøres etter hver utrulling, må tåle å kjøres flere ganger.
*/
:r .\Fraværsårsak.sql

IF EXISTS (SELECT 1 FROM sys.databases WHERE name = N'$(DatabaseName)' AND is_cdc_enabled = 0)
    EXEC sys.sp_cdc_enable_db;
GO

IF OBJECT_ID(N'tempdb..#Standard') IS NOT NULL
    DROP TABLE #Standard;
CREATE TABLE #Standard (Parameter SYSNAME NOT NULL, Verdi SQL_VARIANT NULL);
INSERT #Standard VALUES (N'Egenmeldingsdager', 3), (N'Avmeldingsfrist timer', 24);

INSERT dbo.Systemparameter (Parameter, Verdi, Datatype)
SELECT s.Parameter, s.Verdi, N'int'
FROM   #Standard AS s
WHERE  NOT EXISTS (SELECT 1 FROM dbo.Systemparameter AS p WHERE p.Modul = 'felles' AND p.Parameter = s.Parameter);
GO
