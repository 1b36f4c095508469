CREATE TABLE [dbo].[channel] (
    [customer_id] UNIQUEIDENTIFIER   NOT NULL,
    [channel_id]  UNIQUEIDENTIFIER   NOT NULL,
    [name]        NVARCHAR (80)      NOT NULL,
    [topic]       NVARCHAR (250)     NULL,
    [kind]        CHAR (1)           CONSTRAINT [CK_channel_kind] CHECK ([kind] IN ('D', 'G', 'P')) NOT NULL,
    [created_by]  INT                NOT NULL,
    [created_at]  DATETIMEOFFSET (3) NOT NULL,
    [archived_at] DATETIMEOFFSET (3) NULL,
    CONSTRAINT [PK_channel] PRIMARY KEY CLUSTERED ([customer_id], [channel_id])
);
