-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_template of AsmaNotificationTest, service notification
-- target: message_template in each tenant's schema, sink_outbound.delivery
-- sha256: 884de8e8ef2aa292fef7603aa880df9cf4b85264151b052e71b304127ff917e6

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
