-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.setting of AsmaProxyTest, service proxy
-- target: setting in each tenant's schema, sink_warehouse.insight
-- sha256: 21722cc322a5b713de2fcd7b7766282ecfb12fefa7fc30a8998a3b69b880fe6b

CREATE TABLE {{SCHEMA}}."setting" (
    "customer_id" uuid NOT NULL,
    "name" varchar(80) NOT NULL,
    "value" text,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "setting_pkey" PRIMARY KEY ("customer_id", "name")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."setting"), $cdc${
    "": "Replica of dbo.setting (service proxy); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "name": "name varchar(80) not null",
    "value": "value sql_variant null; lost: not carried by Debezium; not in the change stream"
}$cdc$);
