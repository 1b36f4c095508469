-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.outbox_message of AsmaNotificationTest, service notification
-- target: outbox_message in each tenant's schema, sink_outbound.delivery
-- sha256: 50ea1dfcd7d7576fa25799a773c2d7a3921ca959adb3922cfa846a00eceb3ee3

CREATE TABLE {{SCHEMA}}."stg_outbox_message" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "message_id" uuid,
    "parameters" text,
    "template_id" integer,
    "language" text,
    "recipient_id" integer,
    "priority" smallint,
    "due_at" timestamptz,
    "sent_at" timestamptz
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_outbox_message" IS 'Change events of dbo.outbox_message waiting for their merge';
