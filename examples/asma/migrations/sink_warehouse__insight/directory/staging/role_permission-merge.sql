-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4666ea9783d29e3d7036769bf35d4422ff0017d575feb6e22b53e215f8de2b64

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_role_permission"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."role_permission"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."role_permission"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_role_permission"), 'sp_merge_role_permission',
    p_key => ARRAY['customer_id', 'role_id', 'permission_code']
);
