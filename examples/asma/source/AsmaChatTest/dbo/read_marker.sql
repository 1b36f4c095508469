CREATE TABLE [dbo].[read_marker] (
    [customer_id]  UNIQUEIDENTIFIER NOT NULL,
    [channel_id]   UNIQUEIDENTIFIER NOT NULL,
    [user_id]      INT              NOT NULL,
    [last_read_id] BIGINT           NOT NULL,
    [read_at]      DATETIME2 (3)    NOT NULL,
    CONSTRAINT [PK_read_marker] PRIMARY KEY CLUSTERED ([customer_id], [channel_id], [user_id])
);
