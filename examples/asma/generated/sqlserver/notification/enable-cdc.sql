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
    WHERE t.object_id = OBJECT_ID(N'[dbo].[delivery_attempt]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'delivery_attempt',
        @capture_instance = N'dbo_delivery_attempt',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [message_id], [attempt], [attempted_at], [provider], [status_code], [response], [cost]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[message_template]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'message_template',
        @capture_instance = N'dbo_message_template',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [template_id], [language], [channel], [subject], [body], [version]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[outbox_message]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'outbox_message',
        @capture_instance = N'dbo_outbox_message',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [message_id], [template_id], [language], [recipient_id], [parameters], [priority], [due_at], [sent_at]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[subscription]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'subscription',
        @capture_instance = N'dbo_subscription',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [user_id], [event_code], [channel], [quiet_from], [quiet_to], [subscribed_at]';
END;
GO
