-- DO NOT EDIT: made by cdc-assets.
-- sha256: a93634dfa4e583144fad457b316df9cfaeb69c90bb9291887e950e56b4954bb1

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_customer"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."customer"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."customer"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_customer"), 'sp_merge_customer',
    p_key => ARRAY['customer_id']
);
