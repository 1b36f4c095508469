-- DO NOT EDIT: made by cdc-assets.
-- sha256: 3618914e60a65036d79eb048f4ce33b49d1d60b711a219badc66ea406b72b455

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_customer_user"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."customer_user"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."customer_user"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_customer_user"), 'sp_merge_customer_user',
    p_key => ARRAY['customer_id', 'user_id']::text[], p_large => ARRAY['picture']::text[]
);
