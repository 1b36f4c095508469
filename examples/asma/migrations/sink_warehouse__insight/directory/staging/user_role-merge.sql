-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_role of AsmaDirectoryTest, service directory
-- target: user_role in each tenant's schema, sink_warehouse.insight
-- sha256: 1c00f56a97052c9149d44a16cb81d7e75fc6d687d0f514c43531beaa48c09d87

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_user_role"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."user_role"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_user_role"(integer, numeric) IS 'Merges the change events of dbo.user_role in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_user_role"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."user_role"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_user_role"), 'sp_merge_user_role',
    p_key => ARRAY['customer_id', 'user_id', 'role_id']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
