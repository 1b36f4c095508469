-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_department of AsmaDirectoryTest, service directory
-- target: user_department in each tenant's schema, sink_warehouse.insight
-- sha256: c167df13aeeb322c552e8c0a86002578c177fc45b293304e1ef17309b9fdf951

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_user_department"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."user_department"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_user_department"(integer, numeric) IS 'Merges the change events of dbo.user_department in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_user_department"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."user_department"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_user_department"), 'sp_merge_user_department',
    p_key => ARRAY['customer_id', 'user_id', 'department_id']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
