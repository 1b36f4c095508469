CREATE TABLE [dbo].[outbox_message] (
    [customer_id]   UNIQUEIDENTIFIER   NOT NULL,
    [message_id]    UNIQUEIDENTIFIER   NOT NULL,
    [template_id]   INT                NOT NULL,
    [language]      CHAR (5)           NOT NULL,
    [recipient_id]  INT                NOT NULL,
    [parameters]    NVARCHAR (MAX)     NULL,
    [priority]      TINYINT            NOT NULL,
    [due_at]        DATETIMEOFFSET (3) NOT NULL,
    [sent_at]       DATETIMEOFFSET (3) NULL,
    CONSTRAINT [PK_outbox_message] PRIMARY KEY CLUSTERED ([customer_id], [message_id]),
    CONSTRAINT [FK_outbox_template] FOREIGN KEY ([customer_id], [template_id], [language])
        REFERENCES [dbo].[message_template] ([customer_id], [template_id], [language])
);
