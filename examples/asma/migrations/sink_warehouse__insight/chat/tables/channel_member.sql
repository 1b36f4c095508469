-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.channel_member of AsmaChatTest, service chat
-- target: channel_member in each tenant's schema, sink_warehouse.insight
-- sha256: 4d7399d15e2dcf939259847c7252dd858f0a811e6b53a123c304455e4c9d25b0

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

COMMENT ON TABLE {{SCHEMA}}."channel_member" IS 'Replica of dbo.channel_member (service chat); rows of several tenants, told apart by customer_id';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."channel_member"), $cdc${
    "customer_id": "customer_id uniqueidentifier not null; references dbo.channel.customer_id; lost: sort order differs",
    "channel_id": "channel_id uniqueidentifier not null; references dbo.channel.channel_id; lost: sort order differs",
    "user_id": "user_id int not null",
    "is_admin": "is_admin bit not null",
    "muted_until": "muted_until datetimeoffset(0) null; lost: the offset itself",
    "joined_at": "joined_at datetimeoffset(3) not null; lost: the offset itself"
}$cdc$);
