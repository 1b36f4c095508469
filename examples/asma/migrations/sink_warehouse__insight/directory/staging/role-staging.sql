-- DO NOT EDIT: made by cdc-assets.
-- sha256: 1f8ab8777c39e8da4d84cebe73c3c48c3676dd6676ebd4b792e33f6a0d9dc7d7

CREATE TABLE {{SCHEMA}}."stg_role" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "role_id" integer,
    "description" text,
    "name" text,
    "is_system" boolean
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_role" IS 'Change events of dbo.role waiting for their merge';
