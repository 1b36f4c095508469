-- DO NOT EDIT: made by cdc-assets.
-- sha256: 8bc02266f5ff17ae681e5615aedcdceb5f4b13d113f9c9357d09339d845c4085

CREATE TABLE {{SCHEMA}}."stg_message_attachment" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
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
