-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_role of AsmaDirectoryTest, service directory
-- target: user_role in each tenant's schema, sink_warehouse.insight
-- sha256: 6f23852aca5ffcee5da4a1b1d2db375a910f4d576a4d24d740f0707e4cccc6a9

CREATE TABLE {{SCHEMA}}."user_role" (
    "customer_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "role_id" integer NOT NULL,
    "expires_on" date,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "user_role_pkey" PRIMARY KEY ("customer_id", "user_id", "role_id")
);

COMMENT ON TABLE {{SCHEMA}}."user_role" IS 'Replica of dbo.user_role (service directory); rows of several tenants, told apart by customer_id';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."user_role"), $cdc${
    "customer_id": "customer_id uniqueidentifier not null; references dbo.role.customer_id, dbo.customer_user.customer_id; lost: sort order differs",
    "user_id": "user_id int not null; references dbo.customer_user.user_id",
    "role_id": "role_id int not null; references dbo.role.role_id",
    "expires_on": "expires_on date null"
}$cdc$);
