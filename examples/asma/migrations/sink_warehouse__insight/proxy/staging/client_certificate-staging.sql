-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.client_certificate of AsmaProxyTest, service proxy
-- target: client_certificate in each tenant's schema, sink_warehouse.insight
-- templates: customer_id
-- sha256: 0c53cf2f86a20700958746b67ead6f76fc1c13e8f2ecf435bc7f0361e17998b9

CREATE TABLE {{SCHEMA}}."stg_client_certificate" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "thumbprint" bytea,
    "customer_id" uuid,
    "host" text,
    "subject" text,
    "not_before" timestamp,
    "not_after" timestamp,
    "revoked" boolean
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_client_certificate" IS 'Change events of dbo.client_certificate waiting for their merge';
