CREATE TABLE [dbo].[user_role] (
    [customer_id] UNIQUEIDENTIFIER NOT NULL,
    [user_id]     INT              NOT NULL,
    [role_id]     INT              NOT NULL,
    [expires_on]  DATE             NULL,
    CONSTRAINT [PK_user_role] PRIMARY KEY CLUSTERED ([customer_id], [user_id], [role_id]),
    CONSTRAINT [FK_user_role_user] FOREIGN KEY ([customer_id], [user_id])
        REFERENCES [dbo].[customer_user] ([customer_id], [user_id]),
    CONSTRAINT [FK_user_role_role] FOREIGN KEY ([customer_id], [role_id])
        REFERENCES [dbo].[role] ([customer_id], [role_id])
);
