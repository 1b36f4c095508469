CREATE TABLE [dbo].[message] (
    [message_id]  BIGINT IDENTITY (1, 1) NOT NULL,
    [customer_id] UNIQUEIDENTIFIER       NOT NULL,
    [channel_id]  UNIQUEIDENTIFIER       NOT NULL,
    [sender_id]   INT                    NULL,
    [reply_to]    BIGINT                 NULL,
    [body]        NVARCHAR (MAX)         NULL,
    [body_format] TINYINT                NOT NULL,
    [sent_at]     DATETIME2 (3)          NOT NULL,
    [edited_at]   DATETIME2 (3)          NULL,
    [metadata]    NVARCHAR (4000)        NULL,
    CONSTRAINT [PK_message] PRIMARY KEY CLUSTERED ([message_id]),
    CONSTRAINT [FK_message_channel] FOREIGN KEY ([customer_id], [channel_id])
        REFERENCES [dbo].[channel] ([customer_id], [channel_id])
);
GO
CREATE NONCLUSTERED INDEX [IX_message_channel] ON [dbo].[message] ([customer_id], [channel_id], [sent_at] DESC);
