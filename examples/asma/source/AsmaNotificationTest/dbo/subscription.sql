CREATE TABLE [dbo].[subscription] (
    [customer_id]   UNIQUEIDENTIFIER NOT NULL,
    [user_id]       INT              NOT NULL,
    [event_code]    VARCHAR (60)     NOT NULL,
    [channel]       VARCHAR (10)     NOT NULL,
    [quiet_from]    TIME (0)         NULL,
    [quiet_to]      TIME (0)         NULL,
    [subscribed_at] DATETIME2 (3)    NOT NULL,
    CONSTRAINT [PK_subscription] PRIMARY KEY CLUSTERED ([customer_id], [user_id], [event_code], [channel])
);
