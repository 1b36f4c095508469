-- DO NOT EDIT: made by cdc-assets.
-- sha256: 61befe85586e3fbcf84dbb1fd410c30e64faa2aa0d86ba634285823081ffa912

CREATE TABLE {{SCHEMA}}."stg_channel" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
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
