-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_template of AsmaNotificationTest, service notification
-- target: message_template in each tenant's schema, sink_outbound.delivery
-- sha256: 77ec0982cc26d0323b6a1f9254dfd7c475c3fb223577deb954b6d7c5875c218c

CREATE TABLE {{SCHEMA}}."message_template" (
    "customer_id" uuid NOT NULL,
    "template_id" integer NOT NULL,
    "language" varchar(5) NOT NULL,
    "channel" varchar(10),
    "subject" varchar(200),
    "body" text,
    "version" integer,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "message_template_pkey" PRIMARY KEY ("customer_id", "template_id", "language")
);

COMMENT ON TABLE {{SCHEMA}}."message_template" IS 'Replica of dbo.message_template (service notification); rows of several tenants, told apart by customer_id';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."message_template"), $cdc${
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "template_id": "template_id int not null",
    "language": "language char(5) not null; lost: pad blanks",
    "channel": "channel varchar(10) not null",
    "subject": "subject nvarchar(200) null",
    "body": "body nvarchar(max) not null; lost: NUL characters are refused",
    "version": "version int not null"
}$cdc$);
