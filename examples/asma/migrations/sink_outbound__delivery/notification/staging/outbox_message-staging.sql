-- DO NOT EDIT: made by cdc-assets.
-- sha256: 5ab645fbb4ed4d7abffcff611fe287444778ba1c34372886a8120222f12a9f89

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
