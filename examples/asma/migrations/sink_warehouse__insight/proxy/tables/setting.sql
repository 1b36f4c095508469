-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.setting of AsmaProxyTest, service proxy
-- target: setting in each tenant's schema, sink_warehouse.insight
-- sha256: 7d94904c5641ed4c2be40064ffa8cb644dc723075c26e3ea876305f19061321f

CREATE TABLE {{SCHEMA}}."setting" (
    "customer_id" uuid NOT NULL,
    "name" varchar(80) NOT NULL,
    "value" text,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "setting_pkey" PRIMARY KEY ("customer_id", "name")
);

COMMENT ON TABLE {{SCHEMA}}."setting" IS 'Replica of dbo.setting (service proxy); rows of several tenants, told apart by customer_id';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."setting"), $cdc${
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "name": "name varchar(80) not null",
    "value": "value sql_variant null; lost: not carried by Debezium; not in the change stream"
}$cdc$);
