CREATE TABLE [dbo].[channel_member] (
    [customer_id] UNIQUEIDENTIFIER   NOT NULL,
    [channel_id]  UNIQUEIDENTIFIER   NOT NULL,
    [user_id]     INT                NOT NULL,
    [is_admin]    BIT                NOT NULL,
    [muted_until] DATETIMEOFFSET (0) NULL,
    [joined_at]   DATETIMEOFFSET (3) NOT NULL,
    CONSTRAINT [PK_channel_member] PRIMARY KEY CLUSTERED ([customer_id], [channel_id], [user_id]),
    CONSTRAINT [FK_member_channel] FOREIGN KEY ([customer_id], [channel_id])
        REFERENCES [dbo].[channel] ([customer_id], [channel_id])
);
