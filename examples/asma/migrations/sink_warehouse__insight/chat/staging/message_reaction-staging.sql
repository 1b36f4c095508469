-- DO NOT EDIT: made by cdc-assets.
-- sha256: adcc3474184c4bbf4367e7d3a753a4c95a25d6a306c5f293bca44819a6ceb420

CREATE TABLE {{SCHEMA}}."stg_message_reaction" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "message_id" bigint,
    "user_id" integer,
    "emoji" text,
    "reacted_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_message_reaction" IS 'Change events of dbo.message_reaction waiting for their merge';
