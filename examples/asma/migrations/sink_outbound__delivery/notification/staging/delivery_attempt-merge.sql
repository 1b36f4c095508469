-- DO NOT EDIT: made by cdc-assets.
-- sha256: 6c63f5813b9ada503ab70acda909d44f5bec610c115605c34f4ec9843b1a1388

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_delivery_attempt"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."delivery_attempt"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."delivery_attempt"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_delivery_attempt"), 'sp_merge_delivery_attempt',
    p_key => ARRAY['customer_id', 'message_id', 'attempt']::text[], p_large => ARRAY['response']::text[]
);
