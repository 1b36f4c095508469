-- DO NOT EDIT: made by cdc-assets.
-- sha256: 178f111bec2ab371fdf3079f1ff9f7a9993af1e12a82ec43ed2d910522693472

CREATE TABLE {{SCHEMA}}."stg_outbox_message" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
