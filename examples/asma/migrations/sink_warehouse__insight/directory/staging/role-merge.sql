-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.role of AsmaDirectoryTest, service directory
-- target: role in each tenant's schema, sink_warehouse.insight
-- sha256: 829e19bb5c459b875c489bda043f0bbd7971c8a84fe3551555803e66f35fc755

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_role"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."role"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_role"(integer, numeric) IS 'Merges the change events of dbo.role in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_role"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."role"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_role"), 'sp_merge_role',
    p_key => ARRAY['customer_id', 'role_id']::text[],
    p_large => ARRAY['description']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
