-- DO NOT EDIT: made by cdc-assets.
-- sha256: a6886ce785d2ed87647fa175868a089b197355a5438a649601dfc2f8f16afc05

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_user_role"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."user_role"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."user_role"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_user_role"), 'sp_merge_user_role',
    p_key => ARRAY['customer_id', 'user_id', 'role_id']
);
