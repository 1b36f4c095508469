-- DO NOT EDIT: made by cdc-assets.
-- sha256: 2f9ae0abd2567586cbb04a13ec779c9f1540bce0acd0b6f50208a46f14320738

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_recipient"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."recipient"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."recipient"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_recipient"), 'sp_merge_recipient',
    p_key => ARRAY['customer_id', 'recipient_id']::text[], p_large => ARRAY['picture']::text[]
);
