CREATE TABLE [dbo].[message_attachment] (
    [customer_id]   UNIQUEIDENTIFIER NOT NULL,
    [attachment_id] BIGINT           NOT NULL,
    [message_id]    BIGINT           NOT NULL,
    [file_name]     NVARCHAR (255)   NOT NULL,
    [media_type]    VARCHAR (127)    NOT NULL,
    [byte_count]    BIGINT           NOT NULL,
    [sha256]        BINARY (32)      NOT NULL,
    [content]       VARBINARY (MAX)  NULL,
    [thumbnail]     IMAGE            NULL,
    CONSTRAINT [PK_message_attachment] PRIMARY KEY CLUSTERED ([customer_id], [attachment_id]),
    CONSTRAINT [FK_attachment_message] FOREIGN KEY ([message_id]) REFERENCES [dbo].[message] ([message_id])
);
