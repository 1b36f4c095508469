-- DO NOT EDIT: made by cdc-assets.
-- sha256: 8e6df54d0fb8d7d7f9d5543bf53e03a17a53de5bef1908454ca10b77d371a521

CREATE TABLE {{SCHEMA}}."stg_message_template" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "template_id" integer,
    "language" text,
    "body" text,
    "channel" text,
    "subject" text,
    "version" integer
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_message_template" IS 'Change events of dbo.message_template waiting for their merge';
