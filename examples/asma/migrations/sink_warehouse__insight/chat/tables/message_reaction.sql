-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.message_reaction of AsmaChatTest, service chat
-- target: message_reaction in each tenant's schema, sink_warehouse.insight
-- sha256: fd32c1b1f3cabeee19d0370609e2f608c9f1f32a065b7df93cd73fbbfca0fa52

CREATE TABLE {{SCHEMA}}."message_reaction" (
    "customer_id" uuid NOT NULL,
    "message_id" bigint NOT NULL,
    "user_id" integer NOT NULL,
    "emoji" varchar(16) NOT NULL,
    "reacted_at" timestamp(3),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "message_reaction_pkey" PRIMARY KEY ("customer_id", "message_id", "user_id", "emoji")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."message_reaction"), $cdc${
    "": "Replica of dbo.message_reaction (service chat); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "message_id": "message_id bigint not null; references dbo.message.message_id",
    "user_id": "user_id int not null",
    "emoji": "emoji nvarchar(16) not null",
    "reacted_at": "reacted_at datetime2(3) not null"
}$cdc$);
