-- DO NOT EDIT: made by cdc-assets.
-- sha256: e7eb60e93641abd55dac4f3f420c5803c38f65839c8473644be1d4fed5b2d891

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_role_permission"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."role_permission"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."role_permission"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_role_permission"), 'sp_merge_role_permission',
    p_key => ARRAY['customer_id', 'role_id', 'permission_code']::text[]
);
