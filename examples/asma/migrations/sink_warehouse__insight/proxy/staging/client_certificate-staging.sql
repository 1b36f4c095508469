-- DO NOT EDIT: made by cdc-assets.
-- sha256: 2594cb53245369cb414ded10e0899a8bb24ab50d7d8ca3872a4a7713e6009f95

CREATE TABLE {{SCHEMA}}."stg_client_certificate" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "thumbprint" bytea,
    "customer_id" uuid,
    "host" text,
    "subject" text,
    "not_before" timestamp,
    "not_after" timestamp,
    "revoked" boolean
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_client_certificate" IS 'Change events of dbo.client_certificate waiting for their merge';
