-- DO NOT EDIT: made by cdc-assets.
-- sha256: 88d6baabec5ab64b048e5ecd8ebbdc3b955a53ea4af0277a3ef0e1eedf47b5f9

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_message"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."message"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."message"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_message"), 'sp_merge_message',
    p_key => ARRAY['customer_id', 'message_id']::text[], p_large => ARRAY['body']::text[]
);
