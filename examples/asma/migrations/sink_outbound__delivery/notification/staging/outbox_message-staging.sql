-- DO NOT EDIT: made by cdc-assets.
-- sha256: d33e621f02bd622d2930711d7e75718976a29885097ef882310e2a2e0fda36ab

CREATE TABLE {{SCHEMA}}."stg_outbox_message" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
