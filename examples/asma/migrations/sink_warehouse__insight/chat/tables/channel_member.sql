-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.channel_member of AsmaChatTest, service chat
-- target: channel_member in each tenant's schema, sink_warehouse.insight
-- sha256: 2be601a2d32795ae04e7b5dc287db2d8810c6d91c6930ed0ca9d9a51454711a6

CREATE TABLE {{SCHEMA}}."channel_member" (
    "customer_id" uuid NOT NULL,
    "channel_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "is_admin" boolean,
    "muted_until" timestamptz(0),
    "joined_at" timestamptz(3),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "channel_member_pkey" PRIMARY KEY ("customer_id", "channel_id", "user_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."channel_member"), $cdc${
    "": "Replica of dbo.channel_member (service chat); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; references dbo.channel.customer_id; lost: sort order differs",
    "channel_id": "channel_id uniqueidentifier not null; references dbo.channel.channel_id; lost: sort order differs",
    "user_id": "user_id int not null",
    "is_admin": "is_admin bit not null",
    "muted_until": "muted_until datetimeoffset(0) null; lost: the offset itself",
    "joined_at": "joined_at datetimeoffset(3) not null; lost: the offset itself"
}$cdc$);
