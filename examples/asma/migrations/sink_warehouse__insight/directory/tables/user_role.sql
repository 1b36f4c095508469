-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.user_role of AsmaDirectoryTest, service directory
-- target: user_role in each tenant's schema, sink_warehouse.insight
-- sha256: 2cddb0981a4178acf0a94bba9a62f4c5025c46fc9deafd9895a0c08e53f1efb8

CREATE TABLE {{SCHEMA}}."user_role" (
    "customer_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "role_id" integer NOT NULL,
    "expires_on" date,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "user_role_pkey" PRIMARY KEY ("customer_id", "user_id", "role_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."user_role"), $cdc${
    "": "Replica of dbo.user_role (service directory); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; references dbo.role.customer_id, dbo.customer_user.customer_id; lost: sort order differs",
    "user_id": "user_id int not null; references dbo.customer_user.user_id",
    "role_id": "role_id int not null; references dbo.role.role_id",
    "expires_on": "expires_on date null"
}$cdc$);
