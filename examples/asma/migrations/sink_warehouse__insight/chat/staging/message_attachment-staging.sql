-- DO NOT EDIT: made by cdc-assets.
-- sha256: a521465038105d4266f0ccaa055f772ba7f4851b95594024ba9002fa67c35871

CREATE TABLE {{SCHEMA}}."stg_message_attachment" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "attachment_id" bigint,
    "thumbnail" bytea,
    "message_id" bigint,
    "file_name" text,
    "media_type" text,
    "byte_count" bigint,
    "sha256" bytea
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_message_attachment" IS 'Change events of dbo.message_attachment waiting for their merge';
