CREATE TABLE [log].[access] (
    [customer_id] UNIQUEIDENTIFIER NOT NULL,
    [at]          DATETIME2 (7)    NOT NULL,
    [route_id]    INT              NOT NULL,
    [method]      VARCHAR (10)     NOT NULL,
    [path]        NVARCHAR (2000)  NOT NULL,
    [status]      SMALLINT         NOT NULL,
    [elapsed_ms]  FLOAT            NOT NULL,
    [client_ip]   VARBINARY (16)   NULL,
    [user_agent]  NVARCHAR (400)   NULL
);
