-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.route of AsmaProxyTest, service proxy
-- target: route in each tenant's schema, sink_warehouse.insight
-- sha256: 16a531144a8eb2cb05b2197fd96759dbe82a3e23fa617cbf9944290fc7efe0cc

CREATE TABLE {{SCHEMA}}."route" (
    "customer_id" uuid NOT NULL,
    "route_id" integer NOT NULL,
    "host" varchar(253),
    "path_prefix" varchar(400),
    "upstream_url" varchar(2000),
    "timeout_ms" integer,
    "weight" real,
    "is_enabled" boolean,
    "maintenance_from" time(0),
    "maintenance_to" time(0),
    "changed_at" timestamp(3),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "route_pkey" PRIMARY KEY ("customer_id", "route_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."route"), $cdc${
    "": "Replica of dbo.route (service proxy); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "route_id": "route_id int not null",
    "host": "host varchar(253) not null",
    "path_prefix": "path_prefix nvarchar(400) not null",
    "upstream_url": "upstream_url nvarchar(2000) not null",
    "timeout_ms": "timeout_ms int not null",
    "weight": "weight real null",
    "is_enabled": "is_enabled bit not null",
    "maintenance_from": "maintenance_from time(0) null",
    "maintenance_to": "maintenance_to time(0) null",
    "changed_at": "changed_at datetime not null"
}$cdc$);
