-- DO NOT EDIT: made by cdc-assets.
-- sha256: a6cd77fedba86486ea641b2ff4fa46481671b311d0fd4c8c1efa0ef14c262735

CREATE TABLE {{SCHEMA}}."stg_client_certificate" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "thumbprint" bytea,
    "customer_id" uuid,
    "host" text,
    "subject" text,
    "not_before" timestamp,
    "not_after" timestamp,
    "revoked" boolean
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_client_certificate" IS 'Change events of dbo.client_certificate waiting for their merge';
