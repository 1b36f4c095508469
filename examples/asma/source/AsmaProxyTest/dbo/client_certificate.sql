-- Certificates are issued per host name; which customer a host belongs to is known from its route alone.
CREATE TABLE [dbo].[client_certificate] (
    [thumbprint]  BINARY (20)    NOT NULL,
    [host]        VARCHAR (253)  NOT NULL,
    [subject]     NVARCHAR (400) NOT NULL,
    [not_before]  DATETIME2 (0)  NOT NULL,
    [not_after]   DATETIME2 (0)  NOT NULL,
    [revoked]     BIT            NOT NULL,
    CONSTRAINT [PK_client_certificate] PRIMARY KEY CLUSTERED ([thumbprint])
);
