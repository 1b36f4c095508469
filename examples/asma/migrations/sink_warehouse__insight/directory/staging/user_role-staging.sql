-- DO NOT EDIT: made by cdc-assets.
-- sha256: 0b86b80ab39ec7a961d82d0e9a44f987e25c3385e63cd9efee902b045e137124

CREATE TABLE {{SCHEMA}}."stg_user_role" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "user_id" integer,
    "role_id" integer,
    "expires_on" date
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_user_role" IS 'Change events of dbo.user_role waiting for their merge';
