-- DO NOT EDIT: made by cdc-assets.
-- sha256: 34090160d51799c34c3d5a8427a63111d2ed418b8d058d2dd4a527cea5b6305c

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_message"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."message"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."message"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_message"), 'sp_merge_message',
    p_key => ARRAY['customer_id', 'message_id'], p_large => ARRAY['body']
);
