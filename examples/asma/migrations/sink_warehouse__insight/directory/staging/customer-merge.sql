-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer of AsmaDirectoryTest, service directory
-- target: customer in each tenant's schema, sink_warehouse.insight
-- sha256: 98bbe4373417798e0758215ee151f88f95793d7c2abe0e9e1ad109b3473b9717

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_customer"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."customer"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_customer"(integer, numeric) IS 'Merges the change events of dbo.customer in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_customer"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."customer"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_customer"), 'sp_merge_customer',
    p_key => ARRAY['customer_id']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
