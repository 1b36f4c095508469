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
    WHERE t.object_id = OBJECT_ID(N'[dbo].[customer]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'customer',
        @capture_instance = N'dbo_customer',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [name], [org_number], [subdomain], [plan_code], [monthly_price], [is_active], [created_at], [closed_on], [row_version]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[customer_department]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'customer_department',
        @capture_instance = N'dbo_customer_department',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [department_id], [parent_id], [name], [cost_center], [sort_order], [valid_from], [valid_to]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[customer_user]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'customer_user',
        @capture_instance = N'dbo_customer_user',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [user_id], [username], [email], [display_name], [phone], [locale], [picture], [is_active], [last_login_at], [created_at], [row_version]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[role]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'role',
        @capture_instance = N'dbo_role',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [role_id], [name], [description], [is_system]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[role_permission]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'role_permission',
        @capture_instance = N'dbo_role_permission',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [role_id], [permission_code], [granted_by], [granted_at]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[user_department]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'user_department',
        @capture_instance = N'dbo_user_department',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [user_id], [department_id], [position_pct], [is_leader]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[user_role]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'user_role',
        @capture_instance = N'dbo_user_role',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [user_id], [role_id], [expires_on]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[user_setting]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'user_setting',
        @capture_instance = N'dbo_user_setting',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [user_id], [setting_key], [setting_value], [changed_at]';
END;
GO
