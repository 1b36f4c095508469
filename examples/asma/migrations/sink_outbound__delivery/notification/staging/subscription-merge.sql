-- DO NOT EDIT: made by cdc-assets.
-- sha256: e734dad80cbfdf808580634ad555953dfe36c3de76aecc639130603689b47b42

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_subscription"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."subscription"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."subscription"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_subscription"), 'sp_merge_subscription',
    p_key => ARRAY['customer_id', 'user_id', 'event_code', 'channel']
);
