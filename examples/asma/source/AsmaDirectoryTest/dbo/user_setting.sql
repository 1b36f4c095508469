CREATE TABLE [dbo].[user_setting] (
    [customer_id]   UNIQUEIDENTIFIER NOT NULL,
    [user_id]       INT              NOT NULL,
    [setting_key]   VARCHAR (100) COLLATE Latin1_General_BIN2 NOT NULL,
    [setting_value] NVARCHAR (MAX)   NULL,
    [changed_at]    DATETIME2 (3)    NOT NULL,
    CONSTRAINT [PK_user_setting] PRIMARY KEY CLUSTERED ([customer_id], [user_id], [setting_key]),
    CONSTRAINT [FK_user_setting_user] FOREIGN KEY ([customer_id], [user_id])
        REFERENCES [dbo].[customer_user] ([customer_id], [user_id])
);
