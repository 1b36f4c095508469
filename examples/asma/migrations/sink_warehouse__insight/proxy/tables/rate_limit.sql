-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.rate_limit of AsmaProxyTest, service proxy
-- target: rate_limit in each tenant's schema, sink_warehouse.insight
-- sha256: bce564ab7fa39363af5260c76953ab9c5bfc609346357b9321f47738532e476b

CREATE TABLE {{SCHEMA}}."rate_limit" (
    "customer_id" uuid NOT NULL,
    "bucket" varchar(60) NOT NULL,
    "requests_per_s" numeric(10,3),
    "burst" integer,
    "valid_until" timestamp(0),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("customer_id", "bucket")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."rate_limit"), $cdc${
    "": "Replica of dbo.rate_limit (service proxy); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "bucket": "bucket varchar(60) not null",
    "requests_per_s": "requests_per_s decimal(10,3) not null",
    "burst": "burst int not null",
    "valid_until": "valid_until smalldatetime null"
}$cdc$);
