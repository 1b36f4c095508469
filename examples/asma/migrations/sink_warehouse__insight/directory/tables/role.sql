-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.role of AsmaDirectoryTest, service directory
-- target: role in each tenant's schema, sink_warehouse.insight
-- sha256: 14671d0dc58bf1f70d18140aa8a4f5c43638adabfbf9571dbeaa0840aed306bd

CREATE TABLE {{SCHEMA}}."role" (
    "customer_id" uuid NOT NULL,
    "role_id" integer NOT NULL,
    "name" varchar(100),
    "description" text,
    "is_system" boolean,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "role_pkey" PRIMARY KEY ("customer_id", "role_id")
);

COMMENT ON TABLE {{SCHEMA}}."role" IS 'Replica of dbo.role (service directory); rows of several tenants, told apart by customer_id';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."role"), $cdc${
    "customer_id": "customer_id uniqueidentifier not null; references dbo.customer.customer_id; lost: sort order differs",
    "role_id": "role_id int not null",
    "name": "name nvarchar(100) not null",
    "description": "description nvarchar(max) null; lost: NUL characters are refused",
    "is_system": "is_system bit not null"
}$cdc$);
