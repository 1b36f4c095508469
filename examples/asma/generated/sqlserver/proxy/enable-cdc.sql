-- Switches change data capture on: the database, then every table that has no capture instance yet.
-- Runs in any database of the service, and again; what is captured already, or not there, is left alone.
-- Needs: sysadmin for the database (db_owner in Azure SQL Database), db_owner for the tables.
SET NOCOUNT ON;
SET XACT_ABORT ON;
IF EXISTS (SELECT 1 FROM sys.databases AS d WHERE d.database_id = DB_ID() AND d.is_cdc_enabled = 0)
BEGIN
    EXEC sys.sp_cdc_enable_db;
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[client_certificate]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'client_certificate',
        @capture_instance = N'dbo_client_certificate',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[thumbprint], [host], [subject], [not_before], [not_after], [revoked]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[rate_limit]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'rate_limit',
        @capture_instance = N'dbo_rate_limit',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [bucket], [requests_per_s], [burst], [valid_until]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[route]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'route',
        @capture_instance = N'dbo_route',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [route_id], [host], [path_prefix], [upstream_url], [timeout_ms], [weight], [is_enabled], [maintenance_from], [maintenance_to], [changed_at]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[setting]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'setting',
        @capture_instance = N'dbo_setting',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [name], [value]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[log].[access]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'log',
        @source_name = N'access',
        @capture_instance = N'log_access',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [at], [route_id], [method], [path], [status], [elapsed_ms], [client_ip], [user_agent]';
END;
GO
