-- DO NOT EDIT: made by cdc-assets.
-- sha256: 5a478e2a52a5481381e83a97efb9363b7cde3af3426349db86b49e8358ecb746

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_message_attachment"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."message_attachment"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."message_attachment"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_message_attachment"), 'sp_merge_message_attachment',
    p_key => ARRAY['customer_id', 'attachment_id']::text[], p_large => ARRAY['thumbnail']::text[]
);
