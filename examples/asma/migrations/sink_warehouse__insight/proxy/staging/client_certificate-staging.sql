-- DO NOT EDIT: made by cdc-assets.
-- sha256: 35bece68c58e617d7c38dba1cb69b9029e4ba13add9bf7df8730a7a9aa83a9e5

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
