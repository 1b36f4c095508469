CREATE TABLE [dbo].[message_template] (
    [customer_id] UNIQUEIDENTIFIER NOT NULL,
    [template_id] INT              NOT NULL,
    [language]    CHAR (5)         NOT NULL,
    [channel]     VARCHAR (10)     NOT NULL,
    [subject]     NVARCHAR (200)   NULL,
    [body]        NVARCHAR (MAX)   NOT NULL,
    [version]     INT              NOT NULL,
    CONSTRAINT [PK_message_template] PRIMARY KEY CLUSTERED ([customer_id], [template_id], [language])
);
