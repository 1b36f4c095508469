CREATE TABLE [dbo].[role_permission] (
    [customer_id]     UNIQUEIDENTIFIER NOT NULL,
    [role_id]         INT              NOT NULL,
    [permission_code] VARCHAR (80)     NOT NULL,
    [granted_by]      INT              NULL,
    [granted_at]      DATETIME2 (0)    NOT NULL,
    CONSTRAINT [PK_role_permission] PRIMARY KEY CLUSTERED ([customer_id], [role_id], [permission_code]),
    CONSTRAINT [FK_role_permission_role] FOREIGN KEY ([customer_id], [role_id])
        REFERENCES [dbo].[role] ([customer_id], [role_id])
);
