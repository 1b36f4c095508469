-- DO NOT EDIT: made by cdc-assets.
-- sha256: 9373cc3c41f966be2ce476c580260f6d3ebf8a6145d7a67d84b67ba10c6b375f

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_recipient"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."recipient"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."recipient"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_recipient"), 'sp_merge_recipient',
    p_key => ARRAY['customer_id', 'recipient_id'], p_large => ARRAY['picture']
);
