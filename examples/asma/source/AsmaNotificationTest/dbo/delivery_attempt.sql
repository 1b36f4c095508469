CREATE TABLE [dbo].[delivery_attempt] (
    [customer_id]   UNIQUEIDENTIFIER NOT NULL,
    [message_id]    UNIQUEIDENTIFIER NOT NULL,
    [attempt]       SMALLINT         NOT NULL,
    [attempted_at]  DATETIME2 (3)    NOT NULL,
    [provider]      VARCHAR (30)     NOT NULL,
    [status_code]   INT              NULL,
    [response]      NVARCHAR (MAX)   NULL,
    [cost]          SMALLMONEY       NULL,
    CONSTRAINT [PK_delivery_attempt] PRIMARY KEY CLUSTERED ([customer_id], [message_id], [attempt]),
    CONSTRAINT [FK_attempt_message] FOREIGN KEY ([customer_id], [message_id])
        REFERENCES [dbo].[outbox_message] ([customer_id], [message_id])
);
