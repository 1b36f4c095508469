-- DO NOT EDIT: made by cdc-assets.
-- sha256: bc28147d27c6a944dda48d2c44d91a3727fee641e9b888f6ce8450b79e590ed4

CREATE TABLE {{SCHEMA}}."stg_message_template" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "template_id" integer,
    "language" text,
    "body" text,
    "channel" text,
    "subject" text,
    "version" integer
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_message_template" IS 'Change events of dbo.message_template waiting for their merge';
