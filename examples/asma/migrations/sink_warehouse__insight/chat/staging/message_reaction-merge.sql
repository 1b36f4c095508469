-- DO NOT EDIT: made by cdc-assets.
-- sha256: 3a4c0c691a3c6fae3471357bf92fb02bf725179327b81067634ec7eb969ac79d

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_message_reaction"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."message_reaction"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."message_reaction"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_message_reaction"), 'sp_merge_message_reaction',
    p_key => ARRAY['customer_id', 'message_id', 'user_id', 'emoji']::text[], p_hard_deletes => true
);
