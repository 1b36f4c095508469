-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.customer of AsmaDirectoryTest, service directory
-- target: customer in each tenant's schema, sink_warehouse.insight
-- sha256: 415d5c1b59ef21c41df14a250cae44f9c8c39047f46d3e875d31baaf13cfee4f

CREATE TABLE {{SCHEMA}}."customer" (
    "customer_id" uuid NOT NULL,
    "name" varchar(200),
    "org_number" varchar(9),
    "subdomain" varchar(63),
    "plan_code" varchar(20),
    "monthly_price" numeric(19,4),
    "is_active" boolean,
    "created_at" timestamptz(3),
    "closed_on" date,
    "row_version" bytea,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "customer_pkey" PRIMARY KEY ("customer_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."customer"), $cdc${
    "": "Replica of dbo.customer (service directory); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "name": "name nvarchar(200) not null",
    "org_number": "org_number char(9) null; lost: pad blanks",
    "subdomain": "subdomain varchar(63) not null",
    "plan_code": "plan_code varchar(20) not null",
    "monthly_price": "monthly_price money null",
    "is_active": "is_active bit not null",
    "created_at": "created_at datetimeoffset(3) not null; lost: the offset itself",
    "closed_on": "closed_on date null",
    "row_version": "row_version rowversion not null"
}$cdc$);
