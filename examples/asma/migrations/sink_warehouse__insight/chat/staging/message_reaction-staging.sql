-- DO NOT EDIT: made by cdc-assets.
-- sha256: f772f5407d6414419b6ae57991720810681ef57aaea1a03fbf71e589e580233e

CREATE TABLE {{SCHEMA}}."stg_message_reaction" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "message_id" bigint,
    "user_id" integer,
    "emoji" text,
    "reacted_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_message_reaction" IS 'Change events of dbo.message_reaction waiting for their merge';
