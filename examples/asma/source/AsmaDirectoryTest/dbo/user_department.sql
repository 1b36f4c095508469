CREATE TABLE [dbo].[user_department] (
    [customer_id]   UNIQUEIDENTIFIER NOT NULL,
    [user_id]       INT              NOT NULL,
    [department_id] INT              NOT NULL,
    [position_pct]  DECIMAL (5, 2)   CONSTRAINT [DF_user_department_pct] DEFAULT (100) NOT NULL,
    [is_leader]     BIT              NOT NULL,
    CONSTRAINT [PK_user_department] PRIMARY KEY CLUSTERED ([customer_id], [user_id], [department_id]),
    CONSTRAINT [FK_user_department_user] FOREIGN KEY ([customer_id], [user_id])
        REFERENCES [dbo].[customer_user] ([customer_id], [user_id]),
    CONSTRAINT [FK_user_department_department] FOREIGN KEY ([customer_id], [department_id])
        REFERENCES [dbo].[customer_department] ([customer_id], [department_id])
);
