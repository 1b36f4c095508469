CREATE TABLE [dbo].[setting] (
    [customer_id] UNIQUEIDENTIFIER NOT NULL,
    [name]        VARCHAR (80)     NOT NULL,
    [value]       SQL_VARIANT      NULL,
    CONSTRAINT [PK_setting] PRIMARY KEY CLUSTERED ([customer_id], [name])
);
