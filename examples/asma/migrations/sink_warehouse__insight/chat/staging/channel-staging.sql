-- DO NOT EDIT: made by cdc-assets.
-- sha256: bde9667818857038be23cb332cdcf081e07b1abe426d09ea9747d9b36cb1569c

CREATE TABLE {{SCHEMA}}."stg_channel" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "channel_id" uuid,
    "name" text,
    "topic" text,
    "kind" text,
    "created_by" integer,
    "created_at" timestamptz,
    "archived_at" timestamptz
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_channel" IS 'Change events of dbo.channel waiting for their merge';
