CREATE TABLE [dbo].[setting] (
    [customer_id]    UNIQUEIDENTIFIER NOT NULL,
    [retention_days] INT              NULL,
    [allow_files]    BIT              NOT NULL,
    [max_file_bytes] BIGINT           NULL,
    [banned_words]   XML              NULL,
    CONSTRAINT [PK_setting] PRIMARY KEY CLUSTERED ([customer_id])
);
