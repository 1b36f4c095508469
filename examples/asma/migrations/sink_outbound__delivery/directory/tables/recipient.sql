-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.customer_user of AsmaDirectoryTest, service directory
-- target: recipient in each tenant's schema, sink_outbound.delivery
-- templates: received_at
-- sha256: ac151345eb5d5899f38bee7b8738b2a8e22e72f8e4304e117c67d4525bfdbbbd

CREATE TABLE {{SCHEMA}}."recipient" (
    "customer_id" uuid NOT NULL,
    "recipient_id" integer NOT NULL,
    "username" varchar(100),
    "address" varchar(320),
    "display_name" varchar(200),
    "phone" varchar(20),
    "locale" varchar(10),
    "picture" bytea,
    "is_active" boolean,
    "last_login_at" timestamp(3),
    "created_at" timestamp(3),
    "row_version" bytea,
    "_received_at" timestamptz DEFAULT (now()),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "recipient_pkey" PRIMARY KEY ("customer_id", "recipient_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."recipient"), $cdc${
    "": "Replica of dbo.customer_user (service directory); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; references dbo.customer.customer_id; lost: sort order differs",
    "recipient_id": "user_id int not null",
    "username": "username nvarchar(100) not null",
    "address": "email nvarchar(320) null",
    "display_name": "display_name nvarchar(200) not null",
    "phone": "phone varchar(20) null",
    "locale": "locale varchar(10) not null",
    "picture": "picture varbinary(max) null",
    "is_active": "is_active bit not null",
    "last_login_at": "last_login_at datetime2(3) null",
    "created_at": "created_at datetime2(3) not null",
    "row_version": "row_version rowversion not null",
    "_received_at": "template received_at; When the pipeline received the row; value: now()"
}$cdc$);
