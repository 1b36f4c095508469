-- DO NOT EDIT: made by cdc-assets.
-- sha256: 7c4a222d67b9f93c52d356eb2c02c2e7f574fbdaa52525de0f038858d3432776

CREATE TABLE {{SCHEMA}}."stg_user_role" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "user_id" integer,
    "role_id" integer,
    "expires_on" date
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_user_role" IS 'Change events of dbo.user_role waiting for their merge';
