-- DO NOT EDIT: made by cdc-assets.
-- source: log.access of AsmaProxyTest, service proxy
-- target: access in each tenant's schema, sink_warehouse.insight
-- sha256: 21e3497f5236daefbd1104b7a23bf9a529e84cdf2e20fd2d64e03a8dedec4982

CREATE TABLE {{SCHEMA}}."access" (
    "customer_id" uuid,
    "at" timestamp(6),
    "route_id" integer,
    "method" varchar(10),
    "path" varchar(2000),
    "status" smallint,
    "elapsed_ms" double precision,
    "client_ip" bytea,
    "user_agent" varchar(400),
    LIKE cdc_management.final_columns INCLUDING ALL -- 0d10c904
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."access"), $cdc${
    "": "Replica of log.access (service proxy); append-only: every change event is a row; rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "at": "at datetime2(7) not null; lost: 100 ns, cut",
    "route_id": "route_id int not null",
    "method": "method varchar(10) not null",
    "path": "path nvarchar(2000) not null",
    "status": "status smallint not null",
    "elapsed_ms": "elapsed_ms float(53) not null",
    "client_ip": "client_ip varbinary(16) null",
    "user_agent": "user_agent nvarchar(400) null"
}$cdc$);
