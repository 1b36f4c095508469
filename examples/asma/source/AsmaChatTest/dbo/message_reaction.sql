CREATE TABLE [dbo].[message_reaction] (
    [customer_id] UNIQUEIDENTIFIER NOT NULL,
    [message_id]  BIGINT           NOT NULL,
    [user_id]     INT              NOT NULL,
    [emoji]       NVARCHAR (16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [reacted_at]  DATETIME2 (3)    NOT NULL,
    CONSTRAINT [PK_message_reaction] PRIMARY KEY CLUSTERED ([customer_id], [message_id], [user_id], [emoji]),
    CONSTRAINT [FK_reaction_message] FOREIGN KEY ([message_id]) REFERENCES [dbo].[message] ([message_id])
);
