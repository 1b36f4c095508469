-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message of AsmaChatTest, service chat
-- target: message in each tenant's schema, sink_warehouse.insight
-- sha256: 4472a84449976e78e8761c4792a23da6d78abe821d6233ee1a748e29caf74dcd

CREATE TABLE {{SCHEMA}}."stg_message" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "message_id" bigint,
    "customer_id" uuid,
    "body" text,
    "channel_id" uuid,
    "sender_id" integer,
    "reply_to" bigint,
    "body_format" smallint,
    "sent_at" timestamp,
    "edited_at" timestamp,
    "metadata" text
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_message" IS 'Change events of dbo.message waiting for their merge';
