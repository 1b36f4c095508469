CREATE TABLE [dbo].[rate_limit] (
    [customer_id]     UNIQUEIDENTIFIER NOT NULL,
    [bucket]          VARCHAR (60)     NOT NULL,
    [requests_per_s]  DECIMAL (10, 3)  NOT NULL,
    [burst]           INT              NOT NULL,
    [valid_until]     SMALLDATETIME    NULL,
    CONSTRAINT [PK_rate_limit] PRIMARY KEY CLUSTERED ([customer_id], [bucket])
);
