-- DO NOT EDIT: made by cdc-assets.
-- sha256: 89580f712a3e1d6b82e5c232236d2888c0a8fcf60c121aacc1a9fac498ada946

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_message_attachment"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."message_attachment"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."message_attachment"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_message_attachment"), 'sp_merge_message_attachment',
    p_key => ARRAY['customer_id', 'attachment_id'], p_large => ARRAY['thumbnail']
);
