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
    WHERE t.object_id = OBJECT_ID(N'[dbo].[channel]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'channel',
        @capture_instance = N'dbo_channel',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [channel_id], [name], [topic], [kind], [created_by], [created_at], [archived_at]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[channel_member]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'channel_member',
        @capture_instance = N'dbo_channel_member',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [channel_id], [user_id], [is_admin], [muted_until], [joined_at]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[message]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'message',
        @capture_instance = N'dbo_message',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[message_id], [customer_id], [channel_id], [sender_id], [reply_to], [body], [body_format], [sent_at], [edited_at], [metadata]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[message_attachment]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'message_attachment',
        @capture_instance = N'dbo_message_attachment',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [attachment_id], [message_id], [file_name], [media_type], [byte_count], [sha256], [thumbnail]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[message_reaction]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'message_reaction',
        @capture_instance = N'dbo_message_reaction',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [message_id], [user_id], [emoji], [reacted_at]';
END;
GO

IF EXISTS (
    SELECT 1 FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(N'[dbo].[read_marker]')
      AND NOT EXISTS (SELECT 1 FROM cdc.change_tables AS ct WHERE ct.source_object_id = t.object_id)
)
BEGIN
    EXEC sys.sp_cdc_enable_table
        @source_schema = N'dbo',
        @source_name = N'read_marker',
        @capture_instance = N'dbo_read_marker',
        @role_name = NULL,
        @supports_net_changes = 0,
        @captured_column_list = N'[customer_id], [channel_id], [user_id], [last_read_id], [read_at]';
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
        @captured_column_list = N'[customer_id], [retention_days], [allow_files], [max_file_bytes], [banned_words]';
END;
GO
