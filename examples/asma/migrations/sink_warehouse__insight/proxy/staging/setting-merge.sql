-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.setting of AsmaProxyTest, service proxy
-- target: setting in each tenant's schema, sink_warehouse.insight
-- sha256: 988bf769355d636ea83f3da39e27fa147035ffe0f0a2c6dab67d1a98a19b2d4d

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_setting"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."setting"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_setting"(integer, numeric) IS 'Merges the change events of dbo.setting in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_setting"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."setting"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_setting"), 'sp_merge_setting',
    p_key => ARRAY['customer_id', 'name']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
