-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.outbox_message of AsmaNotificationTest, service notification
-- target: outbox_message in each tenant's schema, sink_outbound.delivery
-- sha256: 49805c3b979a71263e8071735091898a3a7c6998f3ed082ff82c8fc2968ca04b

CREATE TABLE {{SCHEMA}}."outbox_message" (
    "customer_id" uuid NOT NULL,
    "message_id" uuid NOT NULL,
    "template_id" integer,
    "language" varchar(5),
    "recipient_id" integer,
    "parameters" text,
    "priority" smallint,
    "due_at" timestamptz(3),
    "sent_at" timestamptz(3),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "outbox_message_pkey" PRIMARY KEY ("customer_id", "message_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."outbox_message"), $cdc${
    "": "Replica of dbo.outbox_message (service notification); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; references dbo.message_template.customer_id; lost: sort order differs",
    "message_id": "message_id uniqueidentifier not null; lost: sort order differs",
    "template_id": "template_id int not null; references dbo.message_template.template_id",
    "language": "language char(5) not null; references dbo.message_template.language; lost: pad blanks",
    "recipient_id": "recipient_id int not null",
    "parameters": "parameters nvarchar(max) null; lost: NUL characters are refused",
    "priority": "priority tinyint not null",
    "due_at": "due_at datetimeoffset(3) not null; lost: the offset itself",
    "sent_at": "sent_at datetimeoffset(3) null; lost: the offset itself"
}$cdc$);
