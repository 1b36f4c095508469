-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.rate_limit of AsmaProxyTest, service proxy
-- target: rate_limit in each tenant's schema, sink_warehouse.insight
-- sha256: 98493787e8fe9e840b2c0b95f581fe9ce74e09a6d9b2b02465464e23c7bbbf48

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_rate_limit"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."rate_limit"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_rate_limit"(integer, numeric) IS 'Merges the change events of dbo.rate_limit in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_rate_limit"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."rate_limit"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_rate_limit"), 'sp_merge_rate_limit',
    p_key => ARRAY['customer_id', 'bucket']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
