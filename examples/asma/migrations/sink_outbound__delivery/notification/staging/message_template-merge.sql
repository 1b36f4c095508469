-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4af1c4f946bc466d41b509515d03eb03278e8da8cd299c38ca42f7cd9dfa7b3b

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_message_template"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."message_template"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."message_template"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_message_template"), 'sp_merge_message_template',
    p_key => ARRAY['customer_id', 'template_id', 'language'], p_large => ARRAY['body']
);
