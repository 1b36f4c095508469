-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4e8e2dba230da0ae4aef35a4a5644ef126abf84594d00bb8fdb46b0a12f37e5c

CREATE TABLE {{SCHEMA}}."stg_message_template" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "template_id" integer,
    "language" text,
    "body" text,
    "channel" text,
    "subject" text,
    "version" integer
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_message_template" IS 'Change events of dbo.message_template waiting for their merge';
