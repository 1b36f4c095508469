CREATE TABLE [dbo].[customer] (
    [customer_id]    UNIQUEIDENTIFIER   NOT NULL CONSTRAINT [DF_customer_id] DEFAULT (NEWSEQUENTIALID()),
    [name]           NVARCHAR (200)     NOT NULL,
    [org_number]     CHAR (9)           NULL,
    [subdomain]      VARCHAR (63)       NOT NULL,
    [plan_code]      VARCHAR (20)       CONSTRAINT [DF_customer_plan] DEFAULT ('standard') NOT NULL,
    [monthly_price]  MONEY              NULL,
    [is_active]      BIT                CONSTRAINT [DF_customer_active] DEFAULT (1) NOT NULL,
    [created_at]     DATETIMEOFFSET (3) CONSTRAINT [DF_customer_created] DEFAULT (SYSDATETIMEOFFSET()) NOT NULL,
    [closed_on]      DATE               NULL,
    [row_version]    ROWVERSION         NOT NULL,
    CONSTRAINT [PK_customer] PRIMARY KEY CLUSTERED ([customer_id]),
    CONSTRAINT [UQ_customer_subdomain] UNIQUE ([subdomain])
);
