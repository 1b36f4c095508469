-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.role_permission of AsmaDirectoryTest, service directory
-- target: role_permission in each tenant's schema, sink_warehouse.insight
-- sha256: 52273898d67e48cf38bcf9adee03af4be9a2c3238ff88c7e9ff37d9b329fdb96

CREATE TABLE {{SCHEMA}}."role_permission" (
    "customer_id" uuid NOT NULL,
    "role_id" integer NOT NULL,
    "permission_code" varchar(80) NOT NULL,
    "granted_by" integer,
    "granted_at" timestamp(0),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "role_permission_pkey" PRIMARY KEY ("customer_id", "role_id", "permission_code")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."role_permission"), $cdc${
    "": "Replica of dbo.role_permission (service directory); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; references dbo.role.customer_id; lost: sort order differs",
    "role_id": "role_id int not null; references dbo.role.role_id",
    "permission_code": "permission_code varchar(80) not null",
    "granted_by": "granted_by int null",
    "granted_at": "granted_at datetime2(0) not null"
}$cdc$);
