CREATE TABLE [dbo].[role] (
    [customer_id] UNIQUEIDENTIFIER NOT NULL,
    [role_id]     INT              NOT NULL,
    [name]        NVARCHAR (100)   NOT NULL,
    [description] NVARCHAR (MAX)   NULL,
    [is_system]   BIT              NOT NULL,
    CONSTRAINT [PK_role] PRIMARY KEY CLUSTERED ([customer_id], [role_id]),
    CONSTRAINT [FK_role_customer] FOREIGN KEY ([customer_id]) REFERENCES [dbo].[customer] ([customer_id])
);
