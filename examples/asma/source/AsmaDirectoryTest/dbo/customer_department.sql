CREATE TABLE [dbo].[customer_department] (
    [customer_id]   UNIQUEIDENTIFIER NOT NULL,
    [department_id] INT              NOT NULL,
    [parent_id]     INT              NULL,
    [name]          NVARCHAR (120)   NOT NULL,
    [cost_center]   VARCHAR (20)     NULL,
    [sort_order]    SMALLINT         CONSTRAINT [DF_department_sort] DEFAULT (0) NOT NULL,
    [valid_from]    DATE             NOT NULL,
    [valid_to]      DATE             NULL,
    CONSTRAINT [PK_customer_department] PRIMARY KEY CLUSTERED ([customer_id], [department_id]),
    CONSTRAINT [FK_department_customer] FOREIGN KEY ([customer_id]) REFERENCES [dbo].[customer] ([customer_id]),
    CONSTRAINT [FK_department_parent] FOREIGN KEY ([customer_id], [parent_id])
        REFERENCES [dbo].[customer_department] ([customer_id], [department_id])
);
