-- DO NOT EDIT: made by cdc-assets.
-- sha256: 52590c65c92c2b93e408ea4f260bc20ec6d2c4b47cbaf93d9b1b3c8337b6d6ec

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_customer_user"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."customer_user"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."customer_user"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_customer_user"), 'sp_merge_customer_user',
    p_key => ARRAY['customer_id', 'user_id'], p_large => ARRAY['picture']
);
