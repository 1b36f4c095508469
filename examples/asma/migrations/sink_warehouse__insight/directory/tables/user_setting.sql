-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_setting of AsmaDirectoryTest, service directory
-- target: user_setting in each tenant's schema, sink_warehouse.insight
-- sha256: 74d89c5ce31041e4de13754e57bedda7ff29de473cc788c0dbeff95b3fc192b9

CREATE TABLE {{SCHEMA}}."user_setting" (
    "customer_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "setting_key" varchar(100) NOT NULL,
    "setting_value" text,
    "changed_at" timestamp(3),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "user_setting_pkey" PRIMARY KEY ("customer_id", "user_id", "setting_key")
);

COMMENT ON TABLE {{SCHEMA}}."user_setting" IS 'Replica of dbo.user_setting (service directory); rows of several tenants, told apart by customer_id';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."user_setting"), $cdc${
    "customer_id": "customer_id uniqueidentifier not null; references dbo.customer_user.customer_id; lost: sort order differs",
    "user_id": "user_id int not null; references dbo.customer_user.user_id",
    "setting_key": "setting_key varchar(100) not null",
    "setting_value": "setting_value nvarchar(max) null; lost: NUL characters are refused",
    "changed_at": "changed_at datetime2(3) not null"
}$cdc$);
