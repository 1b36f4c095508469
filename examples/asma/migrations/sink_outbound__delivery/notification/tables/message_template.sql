-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.message_template of AsmaNotificationTest, service notification
-- target: message_template in each tenant's schema, sink_outbound.delivery
-- sha256: 3546ae2f07b63e4a2f71fd7afde4f5c6835569fce01b873841e338c07a04f0d0

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

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."message_template"), $cdc${
    "": "Replica of dbo.message_template (service notification); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "template_id": "template_id int not null",
    "language": "language char(5) not null; lost: pad blanks",
    "channel": "channel varchar(10) not null",
    "subject": "subject nvarchar(200) null",
    "body": "body nvarchar(max) not null; lost: NUL characters are refused",
    "version": "version int not null"
}$cdc$);
