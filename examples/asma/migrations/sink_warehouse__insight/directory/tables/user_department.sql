-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.user_department of AsmaDirectoryTest, service directory
-- target: user_department in each tenant's schema, sink_warehouse.insight
-- sha256: 35c6351b3df281dbacd76687072b371e739215c2ca204bce536fbf6ba594f16c

CREATE TABLE {{SCHEMA}}."user_department" (
    "customer_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "department_id" integer NOT NULL,
    "position_pct" numeric(5,2),
    "is_leader" boolean,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "user_department_pkey" PRIMARY KEY ("customer_id", "user_id", "department_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."user_department"), $cdc${
    "": "Replica of dbo.user_department (service directory); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; references dbo.customer_department.customer_id, dbo.customer_user.customer_id; lost: sort order differs",
    "user_id": "user_id int not null; references dbo.customer_user.user_id",
    "department_id": "department_id int not null; references dbo.customer_department.department_id",
    "position_pct": "position_pct decimal(5,2) not null",
    "is_leader": "is_leader bit not null"
}$cdc$);
