-- DO NOT EDIT: made by cdc-assets.
-- sha256: a828df84b01f2d63e317b4c664b65f089b9ebffdf3cd3ec41a3db16d61099dbc

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_message_template"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."message_template"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."message_template"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_message_template"), 'sp_merge_message_template',
    p_key => ARRAY['customer_id', 'template_id', 'language']::text[], p_large => ARRAY['body']::text[]
);
