-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.role_permission of AsmaDirectoryTest, service directory
-- target: role_permission in each tenant's schema, sink_warehouse.insight
-- sha256: 4280f17fe41c160d10e39d84cda6aff5ef7a10df5ee660958c9e9c95c94497a4

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_role_permission"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."role_permission"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_role_permission"(integer, numeric) IS 'Merges the change events of dbo.role_permission in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_role_permission"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."role_permission"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_role_permission"), 'sp_merge_role_permission',
    p_key => ARRAY['customer_id', 'role_id', 'permission_code']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
