-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.subscription of AsmaNotificationTest, service notification
-- target: subscription in each tenant's schema, sink_outbound.delivery
-- sha256: dbeda0f73017130c06c4b69e189ff297282910961d9e29ec5854eab69d6c3c57

CREATE TABLE {{SCHEMA}}."subscription" (
    "customer_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "event_code" varchar(60) NOT NULL,
    "channel" varchar(10) NOT NULL,
    "quiet_from" time(0),
    "quiet_to" time(0),
    "subscribed_at" timestamp(3),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "subscription_pkey" PRIMARY KEY ("customer_id", "user_id", "event_code", "channel")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."subscription"), $cdc${
    "": "Replica of dbo.subscription (service notification); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "user_id": "user_id int not null",
    "event_code": "event_code varchar(60) not null",
    "channel": "channel varchar(10) not null",
    "quiet_from": "quiet_from time(0) null",
    "quiet_to": "quiet_to time(0) null",
    "subscribed_at": "subscribed_at datetime2(3) not null"
}$cdc$);
