-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.delivery_attempt of AsmaNotificationTest, service notification
-- target: delivery_attempt in each tenant's schema, sink_outbound.delivery
-- sha256: dc98c31d04d00b46d34846fc9eb2842d7e1a3f73943fb47d6c3f704adcd7d381

CREATE TABLE {{SCHEMA}}."delivery_attempt" (
    "customer_id" uuid NOT NULL,
    "message_id" uuid NOT NULL,
    "attempt" smallint NOT NULL,
    "attempted_at" timestamp(3),
    "provider" varchar(30),
    "status_code" integer,
    "response" text,
    "cost" numeric(10,4),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "delivery_attempt_pkey" PRIMARY KEY ("customer_id", "message_id", "attempt")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."delivery_attempt"), $cdc${
    "": "Replica of dbo.delivery_attempt (service notification); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; references dbo.outbox_message.customer_id; lost: sort order differs",
    "message_id": "message_id uniqueidentifier not null; references dbo.outbox_message.message_id; lost: sort order differs",
    "attempt": "attempt smallint not null",
    "attempted_at": "attempted_at datetime2(3) not null",
    "provider": "provider varchar(30) not null",
    "status_code": "status_code int null",
    "response": "response nvarchar(max) null; lost: NUL characters are refused",
    "cost": "cost smallmoney null"
}$cdc$);
