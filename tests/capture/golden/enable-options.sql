-- Switches change data capture on: the database, then every table that has no capture instance yet.
-- Runs in any database of the service, and again; what is captured already, or not there, is left alone.
-- Needs: sysadmin for the database (db_owner in Azure SQL Database), db_owner for the tables.
-- Left out: dbo.Økt: memory-optimized.
SET NOCOUNT ON;
SET XACT_ABORT ON;
IF EXISTS (SELECT 1 FROM sys.databases AS d WHERE d.database_id = DB_ID() AND d.is_cdc_enabled = 0)
BEGIN
    EXEC sys.sp_cdc_enable_db;
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Actor]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Actor',
        @capture_instance = N'dbo_Actor',
        @role_name = N'cdc_reader',
        @supports_net_changes = 0,
        @captured_column_list = N'[actno], [Navn], [O''Hara [x]], æ]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[salg].[Ordre]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'salg',
        @source_name = N'Ordre',
        @capture_instance = N'salg_Ordre',
        @role_name = N'cdc_reader',
        @supports_net_changes = 0,
        @captured_column_list = N'[År], [Nr]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Logg]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Logg',
        @capture_instance = N'dbo_Logg',
        @role_name = N'cdc_reader',
        @supports_net_changes = 0,
        @index_name = N'UX_Logg',
        @captured_column_list = N'[Id]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Ny]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
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

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[Full]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'Full',
        @capture_instance = N'dbo_Full',
        @role_name = N'cdc_reader',
        @supports_net_changes = 0,
        @captured_column_list = N'[Id]';
END;
GO

EXEC sys.sp_cdc_change_job @job_type = N'cleanup', @retention = 7200;
GO
