-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.customer_user of AsmaDirectoryTest, service directory
-- target: customer_user in each tenant's schema, sink_warehouse.insight
-- sha256: e7daadb97bd3eb284cdde797aebc8681970ad9831c2ea62e145a599f6c106657

CREATE TABLE {{SCHEMA}}."customer_user" (
    "customer_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "username" varchar(100),
    "email" varchar(320),
    "display_name" varchar(200),
    "phone" varchar(20),
    "locale" varchar(10),
    "picture" bytea,
    "is_active" boolean,
    "last_login_at" timestamp(3),
    "created_at" timestamp(3),
    "row_version" bytea,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "customer_user_pkey" PRIMARY KEY ("customer_id", "user_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."customer_user"), $cdc${
    "": "Replica of dbo.customer_user (service directory); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; references dbo.customer.customer_id; lost: sort order differs",
    "user_id": "user_id int not null",
    "username": "username nvarchar(100) not null",
    "email": "email nvarchar(320) null",
    "display_name": "display_name nvarchar(200) not null",
    "phone": "phone varchar(20) null",
    "locale": "locale varchar(10) not null",
    "picture": "picture varbinary(max) null",
    "is_active": "is_active bit not null",
    "last_login_at": "last_login_at datetime2(3) null",
    "created_at": "created_at datetime2(3) not null",
    "row_version": "row_version rowversion not null"
}$cdc$);
