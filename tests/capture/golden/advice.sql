-- The next safe step for the capture instances of AdOpus Test.
-- Tables that need nothing: 1. Run this, then look again: a change of columns takes several steps.
SET NOCOUNT ON;
SET XACT_ABORT ON;
IF EXISTS (SELECT 1 FROM sys.databases AS d WHERE d.database_id = DB_ID() AND d.is_cdc_enabled = 0)
BEGIN
    EXEC sys.sp_cdc_enable_db;
END;
GO

-- dbo.Actor: drop old
-- every consumer is past 00000000:00000000:00be, the last change that only dbo_Actor holds.
-- Checked again here: nothing is dropped that somebody still has to read.
IF EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.capture_instance = N'dbo_Actor')
BEGIN
    DECLARE @consumed binary(10) = 0x000000000000000003E8;
    DECLARE @switch binary(10) = (
        SELECT ct.start_lsn FROM cdc.change_tables AS ct WHERE ct.capture_instance = N'dbo_Actor_2'
    );
    IF @switch IS NULL
    BEGIN
        THROW 50001, N'The successor of this capture instance is not there, or has not begun: nothing was dropped.', 1;
    END;
    IF EXISTS (
        SELECT 1 FROM cdc.[dbo_Actor_CT] AS ct
        WHERE ct.[__$start_lsn] > @consumed AND ct.[__$start_lsn] < @switch
    )
    BEGIN
        THROW 50002, N'This capture instance holds changes that are not merged everywhere: nothing was dropped.', 1;
    END;
    EXEC sys.sp_cdc_disable_table
        @source_schema = N'dbo',
        @source_name = N'Actor',
        @capture_instance = N'dbo_Actor';
END;
GO

-- salg.Ordre: second instance
-- salg_Ordre: Nr is not captured.
-- PostgreSQL first: apply the schema in every target, so that no event meets a table without these columns.
-- The consumer finishes salg_Ordre and goes over to salg_Ordre_2 by itself; do not drop anything now.
IF 1 = (SELECT COUNT(*) FROM cdc.change_tables AS ct WHERE ct.source_object_id = OBJECT_ID(N'[salg].[Ordre]'))
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'salg',
        @source_name = N'Ordre',
        @capture_instance = N'salg_Ordre_2',
        @role_name = N'cdc_reader',
        @supports_net_changes = 0,
        @captured_column_list = N'[År], [Nr]';
END;
GO

-- dbo.Økt: impossible
-- SQL Server cannot capture it: memory-optimized.

-- dbo.Ny: enable
-- it is not captured.
IF NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = OBJECT_ID(N'[dbo].[Ny]'))
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Ny',
        @capture_instance = N'dbo_Ny',
        @role_name = N'cdc_reader',
        @supports_net_changes = 0,
        @captured_column_list = N'[Id], [Tekst]';
END;
GO

-- dbo.Full: wait
-- whether dbo_Full is read to its end is not known: no target says what it has merged.
