-- DO NOT EDIT: made by cdc-assets.
-- sha256: f6b53722210f21ef70419327c211158ee6ee990aa2f60ed6629df5f4febbb123

CREATE TABLE {{SCHEMA}}."stg_user_role" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "user_id" integer,
    "role_id" integer,
    "expires_on" date
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_user_role" IS 'Change events of dbo.user_role waiting for their merge';
