-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.client_certificate of AsmaProxyTest, service proxy
-- target: client_certificate in each tenant's schema, sink_warehouse.insight
-- templates: customer_id
-- sha256: e5c1b8f107211a762807180df45a003a9100beff2ecb768fa33afd2423b98d3d

CREATE TABLE {{SCHEMA}}."client_certificate" (
    "thumbprint" bytea NOT NULL,
    "host" varchar(253),
    "subject" varchar(400),
    "not_before" timestamp(0),
    "not_after" timestamp(0),
    "revoked" boolean,
    "customer_id" uuid NOT NULL,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "client_certificate_pkey" PRIMARY KEY ("customer_id", "thumbprint")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."client_certificate"), $cdc${
    "": "Replica of dbo.client_certificate (service proxy); rows of several tenants, told apart by customer_id",
    "thumbprint": "thumbprint binary(20) not null",
    "host": "host varchar(253) not null",
    "subject": "subject nvarchar(400) not null",
    "not_before": "not_before datetime2(0) not null",
    "not_after": "not_after datetime2(0) not null",
    "revoked": "revoked bit not null",
    "customer_id": "template customer_id; The customer's id, for source tables that do not carry it themselves; value: meta(\"customer_id\")"
}$cdc$);
