-- DO NOT EDIT: made by cdc-assets.
-- sha256: dc81ef4db2cae1a9dc8042c8fa29b2670bb68ad0b3cd86a44c61c17bf94d1ae9

CREATE TABLE {{SCHEMA}}."stg_message_attachment" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
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
