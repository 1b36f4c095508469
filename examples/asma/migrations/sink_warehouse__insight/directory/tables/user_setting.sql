-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.user_setting of AsmaDirectoryTest, service directory
-- target: user_setting in each tenant's schema, sink_warehouse.insight
-- sha256: 0edd9304de3d64890a0c984621ecc505330796d3f6b03009bd5c7a759d59bf5d

CREATE TABLE {{SCHEMA}}."user_setting" (
    "customer_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "setting_key" varchar(100) NOT NULL,
    "setting_value" text,
    "changed_at" timestamp(3),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "user_setting_pkey" PRIMARY KEY ("customer_id", "user_id", "setting_key")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."user_setting"), $cdc${
    "": "Replica of dbo.user_setting (service directory); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; references dbo.customer_user.customer_id; lost: sort order differs",
    "user_id": "user_id int not null; references dbo.customer_user.user_id",
    "setting_key": "setting_key varchar(100) not null",
    "setting_value": "setting_value nvarchar(max) null; lost: NUL characters are refused",
    "changed_at": "changed_at datetime2(3) not null"
}$cdc$);
