-- DO NOT EDIT: made by cdc-assets.
-- sha256: e081304fa06141437fa8f46e455370df53767b355d219afce8f3e580b89e5684

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_rate_limit"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."rate_limit"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."rate_limit"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_rate_limit"), 'sp_merge_rate_limit',
    p_key => ARRAY['customer_id', 'bucket']
);
