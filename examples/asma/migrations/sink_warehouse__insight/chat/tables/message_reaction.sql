-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_reaction of AsmaChatTest, service chat
-- target: message_reaction in each tenant's schema, sink_warehouse.insight
-- sha256: 6298ee3790624720e084a8fce9c17fdf697a477fd51725d9364137a7aea9db8d

CREATE TABLE {{SCHEMA}}."message_reaction" (
    "customer_id" uuid NOT NULL,
    "message_id" bigint NOT NULL,
    "user_id" integer NOT NULL,
    "emoji" varchar(16) NOT NULL,
    "reacted_at" timestamp(3),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "message_reaction_pkey" PRIMARY KEY ("customer_id", "message_id", "user_id", "emoji")
);

COMMENT ON TABLE {{SCHEMA}}."message_reaction" IS 'Replica of dbo.message_reaction (service chat); rows of several tenants, told apart by customer_id';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."message_reaction"), $cdc${
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "message_id": "message_id bigint not null; references dbo.message.message_id",
    "user_id": "user_id int not null",
    "emoji": "emoji nvarchar(16) not null",
    "reacted_at": "reacted_at datetime2(3) not null"
}$cdc$);
