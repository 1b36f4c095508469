CREATE TABLE [dbo].[route] (
    [customer_id]   UNIQUEIDENTIFIER NOT NULL,
    [route_id]      INT              NOT NULL,
    [host]          VARCHAR (253)    NOT NULL,
    [path_prefix]   NVARCHAR (400)   NOT NULL,
    [upstream_url]  NVARCHAR (2000)  NOT NULL,
    [timeout_ms]    INT              CONSTRAINT [DF_route_timeout] DEFAULT (30000) NOT NULL,
    [weight]        REAL             NULL,
    [is_enabled]    BIT              NOT NULL,
    [maintenance_from] TIME (0)      NULL,
    [maintenance_to]   TIME (0)      NULL,
    [changed_at]    DATETIME         NOT NULL,
    CONSTRAINT [PK_route] PRIMARY KEY CLUSTERED ([customer_id], [route_id])
);
