-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.message of AsmaChatTest, service chat
-- target: message in each tenant's schema, sink_warehouse.insight
-- sha256: a3b8e6bc59a55c1145a13cc3738dd18ab2d3c9d6cac59417c53e81237037e47f

CREATE TABLE {{SCHEMA}}."message" (
    "message_id" bigint NOT NULL,
    "customer_id" uuid NOT NULL,
    "channel_id" uuid,
    "sender_id" integer,
    "reply_to" bigint,
    "body" text,
    "body_format" smallint,
    "sent_at" timestamp(3),
    "edited_at" timestamp(3),
    "metadata" varchar(4000),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "message_pkey" PRIMARY KEY ("customer_id", "message_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."message"), $cdc${
    "": "Replica of dbo.message (service chat); rows of several tenants, told apart by customer_id",
    "message_id": "message_id bigint not null",
    "customer_id": "customer_id uniqueidentifier not null; references dbo.channel.customer_id; lost: sort order differs",
    "channel_id": "channel_id uniqueidentifier not null; references dbo.channel.channel_id; lost: sort order differs",
    "sender_id": "sender_id int null",
    "reply_to": "reply_to bigint null",
    "body": "body nvarchar(max) null; lost: NUL characters are refused",
    "body_format": "body_format tinyint not null",
    "sent_at": "sent_at datetime2(3) not null",
    "edited_at": "edited_at datetime2(3) null",
    "metadata": "metadata nvarchar(4000) null"
}$cdc$);
