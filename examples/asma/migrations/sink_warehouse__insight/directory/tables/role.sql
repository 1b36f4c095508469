-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.role of AsmaDirectoryTest, service directory
-- target: role in each tenant's schema, sink_warehouse.insight
-- sha256: 26f2e3f884519c0f4f975622ea9972cc9d256dd1d2e6cb7a45c2b3ff03ed30a8

CREATE TABLE {{SCHEMA}}."role" (
    "customer_id" uuid NOT NULL,
    "role_id" integer NOT NULL,
    "name" varchar(100),
    "description" text,
    "is_system" boolean,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "role_pkey" PRIMARY KEY ("customer_id", "role_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."role"), $cdc${
    "": "Replica of dbo.role (service directory); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; references dbo.customer.customer_id; lost: sort order differs",
    "role_id": "role_id int not null",
    "name": "name nvarchar(100) not null",
    "description": "description nvarchar(max) null; lost: NUL characters are refused",
    "is_system": "is_system bit not null"
}$cdc$);
