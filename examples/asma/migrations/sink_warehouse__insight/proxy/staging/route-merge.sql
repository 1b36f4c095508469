-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.route of AsmaProxyTest, service proxy
-- target: route in each tenant's schema, sink_warehouse.insight
-- sha256: c5e7367dcddf000eca9f19d96cf34d8abc601d316e219ea1bc2c5ddedab8122b

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_route"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."route"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_route"(integer, numeric) IS 'Merges the change events of dbo.route in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_route"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."route"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_route"), 'sp_merge_route',
    p_key => ARRAY['customer_id', 'route_id']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
