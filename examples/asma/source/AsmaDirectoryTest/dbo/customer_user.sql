CREATE TABLE [dbo].[customer_user] (
    [customer_id]   UNIQUEIDENTIFIER   NOT NULL,
    [user_id]       INT IDENTITY (1, 1) NOT NULL,
    [username]      NVARCHAR (100)     NOT NULL,
    [email]         NVARCHAR (320)     NULL,
    [display_name]  NVARCHAR (200)     NOT NULL,
    [phone]         VARCHAR (20)       NULL,
    [locale]        VARCHAR (10)       CONSTRAINT [DF_user_locale] DEFAULT ('nb-NO') NOT NULL,
    [password_hash] VARBINARY (64)     NULL,
    [password_salt] VARBINARY (16)     NULL,
    [picture]       VARBINARY (MAX)    NULL,
    [is_active]     BIT                CONSTRAINT [DF_user_active] DEFAULT (1) NOT NULL,
    [last_login_at] DATETIME2 (3)      NULL,
    [created_at]    DATETIME2 (3)      CONSTRAINT [DF_user_created] DEFAULT (SYSUTCDATETIME()) NOT NULL,
    [search_name]   AS (UPPER([display_name])),
    [row_version]   ROWVERSION         NOT NULL,
    CONSTRAINT [PK_customer_user] PRIMARY KEY CLUSTERED ([customer_id], [user_id]),
    CONSTRAINT [UQ_user_username] UNIQUE ([customer_id], [username]),
    CONSTRAINT [FK_user_customer] FOREIGN KEY ([customer_id]) REFERENCES [dbo].[customer] ([customer_id])
);
GO
CREATE NONCLUSTERED INDEX [IX_customer_user_email] ON [dbo].[customer_user] ([email]) WHERE [email] IS NOT NULL;
