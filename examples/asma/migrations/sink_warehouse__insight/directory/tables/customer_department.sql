-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.customer_department of AsmaDirectoryTest, service directory
-- target: customer_department in each tenant's schema, sink_warehouse.insight
-- sha256: 97e1223421711d4a339a4f6cd86170163fcd7f23b17e7dddd1d34de7fbacf81a

CREATE TABLE {{SCHEMA}}."customer_department" (
    "customer_id" uuid NOT NULL,
    "department_id" integer NOT NULL,
    "parent_id" integer,
    "name" varchar(120),
    "cost_center" varchar(20),
    "sort_order" smallint,
    "valid_from" date,
    "valid_to" date,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "customer_department_pkey" PRIMARY KEY ("customer_id", "department_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."customer_department"), $cdc${
    "": "Replica of dbo.customer_department (service directory); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; references dbo.customer.customer_id, dbo.customer_department.customer_id; lost: sort order differs",
    "department_id": "department_id int not null",
    "parent_id": "parent_id int null; references dbo.customer_department.department_id",
    "name": "name nvarchar(120) not null",
    "cost_center": "cost_center varchar(20) null",
    "sort_order": "sort_order smallint not null",
    "valid_from": "valid_from date not null",
    "valid_to": "valid_to date null"
}$cdc$);
