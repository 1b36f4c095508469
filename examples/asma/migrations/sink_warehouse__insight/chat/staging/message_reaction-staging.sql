-- DO NOT EDIT: made by cdc-assets.
-- sha256: 0e62ff0c3e20d1e6c5b609df694c11158ced1615b093d7b43d89e5add0668b1d

CREATE TABLE {{SCHEMA}}."stg_message_reaction" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "message_id" bigint,
    "user_id" integer,
    "emoji" text,
    "reacted_at" timestamp
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_message_reaction" IS 'Change events of dbo.message_reaction waiting for their merge';
